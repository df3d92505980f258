import { GantryError } from '../../../shared/contract/error.ts';
import { get } from '../../../shared/model/plain.ts';
import { parseVersion } from '../../../shared/model/semver.ts';

/** How the older sideload format names an app and its version. */
export interface PackageIdentity {
  readonly appId: number;
  readonly versionId: number;
}

/**
 * The identity an app.json gives: its `id`, and its version as major·1000000 + minor·1000 + patch, or the integer itself where
 * the earlier generation wrote one.
 * @throws GantryError `Usage` with what app.json lacks.
 */
export function packageIdentity(appJson: unknown): PackageIdentity {
  const id = get(appJson, 'id');
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) {
    throw unfit(
      id === undefined
        ? 'app.json has no “id”, which the pkg layout needs: add the app’s number, such as "id": 1'
        : `“id” in app.json is ${JSON.stringify(id)}, and the pkg layout needs a whole number from 1`,
    );
  }
  return { appId: id, versionId: versionId(get(appJson, 'version')) };
}

/** The file name of the identity's package. */
export function packageFileName(identity: PackageIdentity): string {
  return `app${identity.appId}-${identity.versionId}.pkg`;
}

function versionId(version: unknown): number {
  if (typeof version === 'number' && Number.isSafeInteger(version) && version >= 0) return version;
  const parsed = typeof version === 'string' ? parseVersion(version) : undefined;
  if (parsed === undefined) {
    const said = version === undefined ? 'missing' : JSON.stringify(version);
    throw unfit(`“version” in app.json is ${said}, and the pkg layout needs one like "1.0.0"`);
  }
  const { major, minor, patch } = parsed;
  if (minor > 999 || patch > 999 || major > 9_000_000) {
    const written = JSON.stringify(version);
    throw unfit(
      `“version” in app.json is ${written}, and the pkg layout has room for minor and patch up to 999 only`,
    );
  }
  return major * 1_000_000 + minor * 1000 + patch;
}

function unfit(problem: string): GantryError {
  return new GantryError('Usage', { problem });
}
