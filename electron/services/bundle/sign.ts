import { createPrivateKey, createSign, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GantryError } from '../../../shared/contract/error.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import type { ByteStream } from '../archives/types.ts';

/** A private key with the certificate that belongs to it. */
export interface Signer {
  /** The signer's certificate, PEM. */
  readonly certificate: string;
  /** The certificates that stand behind it, PEM; empty where the file named none. */
  readonly authorities: string;
  /** A detached RSA signature (PKCS #1 v1.5, SHA-256) over the stream. */
  sign(stream: ByteStream): Promise<Buffer>;
}

const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const largestPem = 1 << 20;

/**
 * Reads a private RSA key and its certificate. The certificate file may hold a chain: the signer's certificate first,
 * the authorities after it.
 * @throws GantryError `SigningFailed` naming the file and what is wrong with it.
 */
export async function loadSigner(keyPath: string, certificatePath: string): Promise<Signer> {
  const key = readKey(keyPath, await readPem(keyPath));
  const blocks = (await readPem(certificatePath)).match(certificatePattern) ?? [];
  const [own, ...authorities] = blocks.map((block) => `${block.replaceAll('\r\n', '\n')}\n`);
  if (own === undefined) throw failed(certificatePath, 'it holds no certificate in PEM form');
  const certificate = readCertificate(certificatePath, own);
  for (const authority of authorities) readCertificate(certificatePath, authority);
  if (!certificate.checkPrivateKey(key)) {
    const which = authorities.length === 0 ? 'its certificate' : 'its first certificate';
    throw failed(certificatePath, `${which} does not belong to the private key in ${keyPath}`);
  }
  if (Date.parse(certificate.validTo) < Date.now()) {
    throw failed(certificatePath, `its certificate was valid until ${certificate.validTo} only`);
  }
  return {
    certificate: own,
    authorities: authorities.join(''),
    async sign(stream) {
      const signature = createSign('RSA-SHA256');
      for await (const chunk of stream) signature.update(chunk);
      return signature.sign(key);
    },
  };
}

function failed(path: string, reason: string, cause?: unknown): GantryError {
  return new GantryError('SigningFailed', { path, reason }, { cause });
}

async function readPem(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > largestPem) throw failed(path, 'it is too large to be a PEM file');
    return bytes.toString('latin1');
  } catch (error) {
    const unreadable = fileUnreadable(path, error);
    if (unreadable.code === 'SigningFailed') throw unreadable;
    throw failed(path, 'reason' in unreadable.data ? unreadable.data.reason : 'reading failed', error);
  }
}

function readKey(path: string, pem: string): KeyObject {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    throw failed(path, 'its key is protected by a passphrase; give a key without one');
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw failed(path, 'it holds no private key in PEM form', error);
  }
  if (key.asymmetricKeyType !== 'rsa') {
    throw failed(path, `its key is of type ${key.asymmetricKeyType ?? 'unknown'}, and it must be an RSA key`);
  }
  return key;
}

function readCertificate(path: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw failed(path, 'a certificate in it is damaged', error);
  }
}
