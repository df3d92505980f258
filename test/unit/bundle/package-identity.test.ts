import { expect, it } from 'vitest';
import { packageFileName, packageIdentity } from '../../../electron/services/bundle/package-identity.ts';

it.each([
  ['1.2.3', 1_002_003],
  ['0.0.1-beta', 1],
  ['12.999.999', 12_999_999],
  [41, 41],
])('makes version %j the number %d', (version, versionId) => {
  const identity = packageIdentity({ id: 5, version });
  expect(identity).toEqual({ appId: 5, versionId });
  expect(packageFileName(identity)).toBe(`app5-${versionId}.pkg`);
});

it.each([
  [{ version: '1.0.0' }, /app\.json has no “id”/],
  [{ id: '5', version: '1.0.0' }, /“id” in app\.json is "5"/],
  [{ id: 1.5, version: '1.0.0' }, /“id” in app\.json is 1\.5/],
  [{ id: 5 }, /“version” in app\.json is missing/],
  [{ id: 5, version: '1.0' }, /“version” in app\.json is "1\.0"/],
  [{ id: 5, version: '1.1000.0' }, /minor and patch up to 999 only/],
  [undefined, /app\.json has no “id”/],
])('says what %j lacks', (appJson, problem) => {
  expect(() => packageIdentity(appJson)).toThrow(
    expect.objectContaining({ code: 'Usage', data: { problem: expect.stringMatching(problem) as string } }),
  );
});
