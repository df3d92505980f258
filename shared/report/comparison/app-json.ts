import { accessRequirements, compareSoftwareVersions } from '../../model/app-json.ts';
import { get, isMap } from '../../model/plain.ts';
import { compareVersions, parseVersion } from '../../model/semver.ts';
import { show } from '../../rules/words.ts';
import { accessWords } from '../requests.ts';
import type { ChangeList } from './change-list.ts';
import { fieldChanges, fieldSentence } from './field-changes.ts';

const told = new Set([
  'name',
  'version',
  'description',
  'min_software_version',
  'unrestricted_app_ui_access',
  'access_requirements',
  'id',
]);

/** What changed in app.json, apart from its version. */
export function compareAppJson(before: unknown, after: unknown, changes: ChangeList): void {
  field(before, after, 'name', 'notable', changes);
  field(before, after, 'id', 'notable', changes);
  field(before, after, 'description', 'minor', changes);
  compareGate(before, after, changes);
  compareAccess(before, after, changes);
  compareSoftware(before, after, changes);
  const known = (path: string): boolean => told.has(/^[^.[]*/.exec(path)?.[0] ?? '');
  for (const change of fieldChanges(before, after, known)) {
    const { path, ...values } = change;
    changes.add('field-changed', 'minor', fieldSentence(path, change), { path, ...values });
  }
}

function field(
  before: unknown,
  after: unknown,
  key: string,
  severity: 'notable' | 'minor',
  changes: ChangeList,
): void {
  const [was, is] = [get(before, key), get(after, key)];
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  changes.add(`${key}-changed`, severity, `The ${key} changed from ${show(was)} to ${show(is)}.`, {
    path: key,
    ...sides(was, is),
  });
}

/** Before and after as a change carries them; what is not there is left out. */
export function sides(was: unknown, is: unknown): { before?: string; after?: string } {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return {
    ...(was === undefined ? {} : { before: text(was) }),
    ...(is === undefined ? {} : { after: text(is) }),
  };
}

function compareGate(before: unknown, after: unknown, changes: ChangeList): void {
  const key = 'unrestricted_app_ui_access';
  const [was, is] = [get(before, key) === true, get(after, key) === true];
  if (was === is) return;
  const details = { path: key, ...sides(get(before, key) ?? false, get(after, key) ?? false) };
  if (is) {
    const message =
      'The token gate no longer stands before the UI: whoever reaches the node’s port reaches the app.';
    changes.add('gate-removed', 'critical', message, { ...details, widens: true });
  } else changes.add('gate-added', 'notable', 'The token gate now stands before the UI.', details);
}

function compareAccess(before: unknown, after: unknown, changes: ChangeList): void {
  const [was, is] = [get(before, 'access_requirements'), get(after, 'access_requirements')];
  const keys = new Set([
    ...accessRequirements,
    ...Object.keys(isMap(was) ? was : {}),
    ...Object.keys(isMap(is) ? is : {}),
  ]);
  for (const key of keys) {
    const [had, has] = [get(was, key) === true, get(is, key) === true];
    if (had === has) continue;
    const what = Object.hasOwn(accessWords, key) ? `to ${accessWords[key]} (${key})` : `for ${key}`;
    const details = { path: `access_requirements › ${key}`, before: String(had), after: String(has) };
    if (has)
      changes.add('access-widened', 'critical', `The app now asks ${what}.`, { ...details, widens: true });
    else changes.add('access-narrowed', 'minor', `The app no longer asks ${what}.`, details);
  }
}

function compareSoftware(before: unknown, after: unknown, changes: ChangeList): void {
  const key = 'min_software_version';
  const [was, is] = [get(before, key), get(after, key)];
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  const order = compareSoftwareVersions(String(is), String(was));
  const raised = order !== undefined && order > 0;
  const message = raised
    ? `The app now needs cluster software ${String(is)} or later; before, ${String(was)} was enough.`
    : `min_software_version changed from ${show(was)} to ${show(is)}.`;
  changes.add(raised ? 'software-raised' : 'software-changed', raised ? 'notable' : 'minor', message, {
    path: key,
    ...sides(was, is),
  });
}

/** What became of the version. `other`: something else changed, so the version should have risen. */
export function compareVersion(before: unknown, after: unknown, other: boolean, changes: ChangeList): void {
  const [was, is] = [get(before, 'version'), get(after, 'version')];
  if (was === undefined && is === undefined) return;
  const details = { path: 'version', ...sides(was, is) };
  const order = versionOrder(was, is);
  if (order === 0 || JSON.stringify(was) === JSON.stringify(is)) {
    if (!other) return;
    const message = `The version is still ${String(is)}: the platform takes an upload for an update only when its version is higher.`;
    changes.add('version-same', 'critical', message, details);
  } else if (order === undefined) {
    const message = `The version changed from ${show(was)} to ${show(is)}, of which one cannot be read.`;
    changes.add('version-changed', 'notable', message, details);
  } else if (order > 0) {
    changes.add('version-raised', 'minor', `The version rose from ${String(was)} to ${String(is)}.`, details);
  } else {
    const message = `The version went down from ${String(was)} to ${String(is)}, so the platform takes it for no update.`;
    changes.add('version-lowered', 'critical', message, details);
  }
}

/** Above 0 where the new version is higher; the earlier generation counts in whole numbers. */
function versionOrder(was: unknown, is: unknown): number | undefined {
  if (typeof was === 'number' && typeof is === 'number') return is - was;
  const [one, two] = [parseVersion(String(was)), parseVersion(String(is))];
  return one === undefined || two === undefined ? undefined : compareVersions(two, one);
}
