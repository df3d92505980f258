import { publicDecrypt, X509Certificate } from 'node:crypto';
import type { ReviewSignature } from '../../../shared/contract/review.ts';
import { get } from '../../../shared/model/plain.ts';
import { collected } from '../archives/byte-reader.ts';
import type { ByteStream } from '../archives/types.ts';
import type { BundleManifest, BundleProblems } from './bundle-contents.ts';
import { type PackageIdentity, packageIdentity } from './package-identity.ts';
import { packageNames } from './package-writer.ts';

const largestPart = 1 << 20;
/** Of a package that nobody signed, and of a bundle, which has no place for a signature. */
export const unsigned: ReviewSignature = { state: 'unsigned', detail: 'Nobody signed it.' };

/** What stands before a SHA-256 digest in a PKCS #1 signature (RFC 8017, section 9.2). */
const digestPrefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** What a package of the older sideload format says around its inner archive: who it is, and who signed it. */
export class PackageSeal {
  identity: PackageIdentity | undefined;
  /** Whether there is a signature that holds, and whose it says it is. */
  signature: ReviewSignature = unsigned;
  #signature: Buffer | undefined;
  #certificates: Buffer[] = [];
  #identityProblem: string | undefined = `There is no ${packageNames.identity}.`;

  /** Takes a small outer entry; what is not known is passed over. */
  async take(path: string, size: number, body: ByteStream): Promise<void> {
    if (size > largestPart) return;
    const bytes = await collected(body);
    if (path === packageNames.identity) this.#readIdentity(bytes);
    else if (path === packageNames.signature) this.#signature = bytes;
    else if (path.endsWith('.pem') || path.endsWith('.crt')) this.#certificates.push(bytes);
  }

  /** Says what is wrong once everything has been read; `appSha256` is the inner archive's. */
  check(appJson: BundleManifest | undefined, appSha256: string | undefined, problems: BundleProblems): void {
    if (this.#identityProblem !== undefined) {
      problems.add('identity', 'error', this.#identityProblem, packageNames.identity);
    } else this.#compareIdentity(appJson, problems);
    if (appSha256 === undefined) {
      const message = `There is no ${packageNames.app}, which holds the app.`;
      problems.add('package-empty', 'error', message);
      return;
    }
    if (this.#signature === undefined) return;
    const signer = this.#signer(this.#signature, Buffer.from(appSha256, 'hex'));
    if (signer !== undefined) {
      this.signature = signedBy(signer);
      return;
    }
    const message =
      this.#certificates.length === 0
        ? 'There is a signature, but no certificate to check it with.'
        : `The signature does not match ${packageNames.app}: one of the two was changed, or it was made with another key.`;
    this.signature = { state: 'invalid', detail: message };
    problems.add('signature', 'error', message, packageNames.signature);
  }

  #readIdentity(bytes: Buffer): void {
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8'));
    } catch {
      this.#identityProblem = `${packageNames.identity} is not JSON.`;
      return;
    }
    const [appId, versionId] = [get(value, 'appId'), get(value, 'version')];
    if (typeof appId === 'number' && typeof versionId === 'number') {
      this.identity = { appId, versionId };
      this.#identityProblem = undefined;
    } else this.#identityProblem = `${packageNames.identity} lacks the number “appId” or “version”.`;
  }

  #compareIdentity(appJson: BundleManifest | undefined, problems: BundleProblems): void {
    if (appJson === undefined || this.identity === undefined) return;
    let expected: PackageIdentity;
    try {
      expected = packageIdentity(JSON.parse(appJson.text));
    } catch {
      return; // What is wrong with app.json is for the rules to say.
    }
    const { appId, versionId } = this.identity;
    if (appId === expected.appId && versionId === expected.versionId) return;
    const message = `${packageNames.identity} says app ${appId}, version ${versionId}, but app.json means app ${expected.appId}, version ${expected.versionId}.`;
    problems.add('identity', 'error', message, packageNames.identity);
  }

  /** The certificate by whose key the signature is: the signer's has no fixed name. */
  #signer(signature: Buffer, digest: Buffer): X509Certificate | undefined {
    const expected = Buffer.concat([digestPrefix, digest]);
    for (const pem of this.#certificates) {
      try {
        const certificate = new X509Certificate(pem);
        if (publicDecrypt(certificate.publicKey, signature).equals(expected)) return certificate;
      } catch {
        // A damaged certificate, or one of another key: the next may be the signer's.
      }
    }
    return undefined;
  }
}

function signedBy(certificate: X509Certificate): ReviewSignature {
  const { validFrom, validTo } = certificate;
  const [subject, issuer] = [certificate.subject, certificate.issuer].map((name) =>
    name.trim().split('\n').join(', '),
  );
  const expired = Date.parse(validTo) < Date.now();
  const own = certificate.subject === certificate.issuer;
  const vouched = own
    ? 'The signer made the certificate, so only its fingerprint tells who that is.'
    : `The certificate says it was issued by ${issuer}; Gantry does not know whether that is so.`;
  const late = expired ? ` The certificate expired on ${validTo}.` : '';
  return {
    state: 'valid',
    by: {
      subject: subject ?? '',
      issuer: issuer ?? '',
      fingerprint: certificate.fingerprint256,
      validFrom,
      validTo,
      expired,
    },
    detail: `The signature matches ${packageNames.app}. ${vouched}${late}`,
  };
}
