import { expect, test } from 'vitest';
import { originOf, toChromium, toElectron } from '../support/electron/addresses.ts';

test('an address of a custom scheme has an origin of its own in Chromium, and comes back as it was', () => {
  const url = 'app://gantry/assets/a.js?x=1#y';
  expect(toChromium(url)).toBe('https://gantry.app.scheme.stand-in.invalid/assets/a.js?x=1#y');
  expect(toElectron(toChromium(url))).toBe(url);
  expect(originOf(toChromium(url))).toBe('app://gantry');
});

test('every other address stays', () => {
  for (const url of ['https://evil.example/', 'about:blank', 'data:text/html,x']) {
    expect(toChromium(url)).toBe(url);
    expect(toElectron(url)).toBe(url);
  }
  expect(originOf('data:text/html,x')).toBe('null');
  expect(originOf('https://evil.example/x')).toBe('https://evil.example');
});
