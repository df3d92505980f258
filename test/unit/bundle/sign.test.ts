import { createVerify, X509Certificate } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadSigner } from '../../../electron/services/bundle/sign.ts';
import { streamOf } from '../../support/archive-bytes.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/signing/${name}`, import.meta.url));
const content = Buffer.from('what is signed');

it('signs with the key, and tells the signer’s certificate from the authorities behind it', async () => {
  const signer = await loadSigner(fixture('signer-key.pem'), fixture('signer-chain.pem'));
  const signature = await signer.sign(streamOf(content, 3));
  const certificate = new X509Certificate(signer.certificate);
  expect(certificate.subject).toBe('CN=Test signer');
  expect(new X509Certificate(signer.authorities).subject).toBe('CN=Test authority');
  expect(createVerify('RSA-SHA256').update(content).verify(certificate.publicKey, signature)).toBe(true);
});

it.each([
  ['signer-key.pem', 'expired.pem', 'expired.pem', /valid until Feb {2}1 00:00:00 2020 GMT only/],
  [
    'other-key.pem',
    'signer-chain.pem',
    'signer-chain.pem',
    /its first certificate does not belong to the private key/,
  ],
  ['ec-key.pem', 'signer-chain.pem', 'ec-key.pem', /of type ec, and it must be an RSA key/],
  ['encrypted-key.pem', 'signer-chain.pem', 'encrypted-key.pem', /protected by a passphrase/],
  ['authority.pem', 'signer-chain.pem', 'authority.pem', /holds no private key/],
  ['signer-key.pem', 'signer-key.pem', 'signer-key.pem', /holds no certificate/],
  ['absent.pem', 'signer-chain.pem', 'absent.pem', /it does not exist/],
  ['signer-key.pem', '.', '', /it is a folder/],
])('refuses %s with %s, naming the file', async (key, certificate, named, reason) => {
  await expect(loadSigner(fixture(key), fixture(certificate))).rejects.toMatchObject({
    code: 'SigningFailed',
    data: { path: expect.stringContaining(named) as string, reason: expect.stringMatching(reason) as string },
  });
});
