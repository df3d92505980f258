import { describe, expect, test } from 'vitest';
import { masked } from '../../../electron/main/masked.ts';

describe('what may be shown to others', () => {
  test.each([
    ['a token in an address', 'GET /?token=abcdef0123456789abcdef', 'abcdef0123456789'],
    ['a header', 'Authorization: Bearer abcdef0123456789', 'abcdef0123456789'],
    ['a variable', 'GAIA_API_KEY=s3cr3t-value-of-mine', 's3cr3t-value'],
    ['JSON', '{"password": "hunter2hunter2"}', 'hunter2'],
    ['an AWS key', 'using AKIAIOSFODNN7QWERTYU now', 'OSFODNN7'],
    ['a URL with a password', 'https://me:s3cr3ts3cr3t@registry.invalid/x', 's3cr3ts3cr3t'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----', 'MIIEvQ'],
  ])('%s is cut short', (_name, text, secret) => {
    expect(text).toContain(secret);
    expect(masked(text)).not.toContain(secret);
  });

  test('the home is called ~, and what is no secret stays', () => {
    expect(masked('cannot read /home/ada/app/app.json: EACCES', '/home/ada')).toBe(
      'cannot read ~/app/app.json: EACCES',
    );
  });
});
