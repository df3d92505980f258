import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const checkout = join(import.meta.dirname, '../../..');

test('on macOS the runtime is hardened, and all that is given up of it is that scripts are compiled', async () => {
  const { mac } = parse(await readFile(join(checkout, 'electron-builder.yml'), 'utf8')) as {
    readonly mac: Readonly<Record<string, string | boolean>>;
  };
  expect(mac.hardenedRuntime).toBe(true);
  for (const file of [mac.entitlements, mac.entitlementsInherit]) {
    const text = await readFile(join(checkout, String(file)), 'utf8');
    expect([...text.matchAll(/<key>(.*?)<\/key>/g)].map(([, key]) => key)).toEqual([
      'com.apple.security.cs.allow-jit',
    ]);
  }
});
