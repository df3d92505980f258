/** A strict semantic version: `major.minor.patch[-prerelease][+build]`. */
export interface SemanticVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: readonly string[];
}

export type VersionPart = 'major' | 'minor' | 'patch';

const number = '(0|[1-9]\\d{0,14})';
const identifier = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const pattern = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-(${identifier}(?:\\.${identifier})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

/** Reads a strict semantic version; `undefined` for anything else (`1.0`, `v1.0.0`, `01.0.0`). */
export function parseVersion(text: string): SemanticVersion | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease] = match;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    prerelease: prerelease === undefined ? [] : prerelease.split('.'),
  };
}

function compareIdentifiers(a: string, b: string): number {
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (x && y) return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
  if (x !== y) return x ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Negative where `a` comes before `b`, 0 where neither does (build metadata is not looked at). */
export function compareVersions(a: SemanticVersion, b: SemanticVersion): number {
  const core = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (core !== 0) return core;
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return b.prerelease.length - a.prerelease.length;
  for (const [i, x] of a.prerelease.entries()) {
    const y = b.prerelease[i];
    if (y === undefined) return 1;
    const order = compareIdentifiers(x, y);
    if (order !== 0) return order;
  }
  return a.prerelease.length - b.prerelease.length;
}

/** The next version; a pre-release becomes its release where that already is the raise asked for. */
export function bumpVersion(version: SemanticVersion, part: VersionPart): string {
  const { major, minor, patch } = version;
  const pre = version.prerelease.length > 0;
  if (part === 'major') return pre && minor === 0 && patch === 0 ? `${major}.0.0` : `${major + 1}.0.0`;
  if (part === 'minor') return pre && patch === 0 ? `${major}.${minor}.0` : `${major}.${minor + 1}.0`;
  return pre ? `${major}.${minor}.${patch}` : `${major}.${minor}.${patch + 1}`;
}

/** The semantic version that a near miss means (`1.0` → `1.0.0`, `v1.2.3` → `1.2.3`), or `undefined`. */
export function repairVersion(text: string): string | undefined {
  const match = /^\s*[vV]?\.?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?([-+][0-9A-Za-z.+-]+)?\s*$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', rest = ''] = match;
  const repaired = `${Number(major)}.${Number(minor)}.${Number(patch)}${rest}`;
  return parseVersion(repaired) === undefined ? undefined : repaired;
}
