import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { tarEnd, tarHeader, tarPadding } from '../archives/tar-writer.ts';
import type { AtomicFile } from './atomic-file.ts';
import type { Compressor } from './block-compressor.ts';
import { BundleWriter, type WrittenEntry } from './bundle-writer.ts';
import { openHeader } from './open-header.ts';
import type { PackageIdentity } from './package-identity.ts';
import type { Signer } from './sign.ts';

/** Names of the entries of the older sideload format; those of the certificates end as its own tools end them. */
export const packageNames = {
  identity: 'app.id.json',
  app: 'app.tar.gz',
  signature: 'app.sig',
  certificate: 'app-cert.pem',
  authorities: 'app-ca-bundle.pem',
} as const;

/**
 * Writes the older sideload format: a plain tar around a gzip'd one, with a signature where there is a signer.
 * `fill` writes the inner entries. Gives the outer entries, then the inner ones under `app.tar.gz/`.
 */
export async function writePackage(
  file: AtomicFile,
  identity: PackageIdentity,
  compressor: Compressor,
  fill: (inner: BundleWriter) => Promise<void>,
  signer: Signer | undefined,
): Promise<readonly WrittenEntry[]> {
  const outer: WrittenEntry[] = [];
  const addBytes = async (name: string, bytes: Uint8Array) => {
    const before = file.position;
    await file.append(
      Buffer.concat([tarHeader({ name, size: bytes.length }), bytes, tarPadding(bytes.length)]),
    );
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    outer.push({ name, bytes: bytes.length, sha256, storedBytes: file.position - before });
  };

  const id = { appId: identity.appId, version: identity.versionId };
  await addBytes(packageNames.identity, Buffer.from(`${JSON.stringify(id, null, 2)}\n`));

  const headerAt = file.position;
  await file.append(openHeader(packageNames.app, 0));
  const start = file.position;
  const inner = new BundleWriter(file, compressor);
  await fill(inner);
  await inner.finish();
  const bytes = file.position - start;
  await file.append(tarPadding(bytes));
  await file.patch(headerAt, openHeader(packageNames.app, bytes));
  // Only now, with every header of the inner tar filled in, are its bytes the ones that will be read.
  const region = () => createReadStream(file.part, { start, end: start + bytes - 1, highWaterMark: 1 << 20 });
  const hash = createHash('sha256');
  for await (const chunk of region() as AsyncIterable<Uint8Array>) hash.update(chunk);
  const storedBytes = file.position - headerAt;
  outer.push({ name: packageNames.app, bytes, sha256: hash.digest('hex'), storedBytes });

  if (signer !== undefined) {
    await addBytes(packageNames.signature, await signer.sign(region()));
    await addBytes(packageNames.certificate, Buffer.from(signer.certificate));
    if (signer.authorities !== '') {
      await addBytes(packageNames.authorities, Buffer.from(signer.authorities));
    }
  }
  await file.append(tarEnd());
  return [...outer, ...inner.entries.map((each) => ({ ...each, name: `${packageNames.app}/${each.name}` }))];
}
