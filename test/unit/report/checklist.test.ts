import { describe, expect, it } from 'vitest';
import {
  type ChecklistItem,
  checklistOf,
  checklistProgress,
  checklistReport,
} from '../../../shared/report/checklist.ts';
import { checklistLines } from '../../../shared/report/checklist-lines.ts';
import { ruleTable } from '../../../shared/rules/index.ts';
import { validate } from '../../../shared/rules/validate.ts';
import { type Parts, projectOf } from '../../support/rules.ts';
import { appJsonText, appSpecText } from '../../support/sample-project.ts';

const sound: Parts = {
  appSpec: appSpecText('my-app:1.2.3'),
  appJson: appJsonText,
  files: [],
  images: [{ tags: ['my-app:1.2.3'] }],
  lastExport: null,
};

function itemsOf(parts: Parts, ticks: Record<string, boolean> = {}): ReadonlyMap<string, ChecklistItem> {
  const items = checklistOf(validate(projectOf(parts)), ticks);
  return new Map(items.map((item) => [item.line.id, item]));
}

describe('the lines', () => {
  const used = checklistLines.flatMap((line) => line.codes);

  it('rest on checks that exist', () => {
    const known = new Set(ruleTable().map(({ code }) => code));
    expect(used.filter((code) => !known.has(code))).toEqual([]);
  });

  it('have every check that exists, each in one line', () => {
    const codes = ruleTable().map(({ code }) => code);
    expect(codes.filter((code) => !used.includes(code))).toEqual([]);
    expect(new Set(used).size).toBe(used.length);
  });

  it('differ in their ids and titles', () => {
    expect(new Set(checklistLines.map(({ id }) => id)).size).toBe(checklistLines.length);
    expect(new Set(checklistLines.map(({ title }) => title)).size).toBe(checklistLines.length);
  });

  it('without a check are answered by hand', () => {
    for (const line of checklistLines) expect(line.codes.length === 0).toBe(line.byHand === 'always');
  });
});

describe('a line that rests on checks', () => {
  it('passes when they ran and found nothing', () => {
    const item = itemsOf(sound).get('image-tags');
    expect(item).toMatchObject({ state: 'passed', findings: [], lacking: [] });
    expect(item?.ran).toBe(item?.line.codes.length);
  });

  it('fails with what was found', () => {
    const item = itemsOf({ ...sound, images: [{ tags: ['my-app:1.2.2'] }] }).get('image-tags');
    expect(item?.state).toBe('failed');
    expect(item?.findings.map(({ code }) => code)).toEqual(['image/tag-mismatch']);
  });

  it('is not checked where a fact is not known, with the reason and the remedy once', () => {
    const { images: _, ...blind } = sound;
    const item = itemsOf(blind).get('image-tags');
    expect(item?.state).toBe('not-checked');
    expect(item?.lacking).toEqual([{ reason: 'No image was looked at.', remedy: 'Give it.' }]);
  });

  it('fails rather than is not checked where both hold', () => {
    const { images: _, ...blind } = sound;
    const appSpec = appSpecText('My App');
    const item = itemsOf({ ...blind, appSpec }).get('image-tags');
    expect(item?.state).toBe('failed');
    expect(item?.lacking).toHaveLength(1);
  });

  it('passes with a note, and shows it', () => {
    const appSpec = appSpecText('my-app:1.2.3').replace('    protocol: TCP\n', '');
    const item = itemsOf({ ...sound, appSpec }).get('services');
    expect(item?.state).toBe('passed');
    expect(item?.notes.map(({ code }) => code)).toEqual(['appspec/port-missing-protocol']);
  });

  it('does not pass when all its checks are switched off', () => {
    const severities = { 'appspec/placeholder': 'off' } as const;
    expect(itemsOf({ ...sound, severities }).get('placeholders')?.state).toBe('not-checked');
  });

  it('about the version passes before the first export and above the last one, and fails at the same version', () => {
    const stateAfter = (lastExport: string) => itemsOf({ ...sound, lastExport }).get('version-raised')?.state;
    expect(itemsOf(sound).get('version-raised')?.state).toBe('passed');
    expect(stateAfter('0.0.1')).toBe('passed');
    expect(stateAfter('1.2.3')).toBe('failed');
  });

  it('is not settled by a tick', () => {
    const parts = { ...sound, images: [{ tags: ['my-app:1.2.2'] }] };
    expect(itemsOf(parts, { 'image-tags': true }).get('image-tags')?.state).toBe('failed');
  });
});

describe('a line for a person', () => {
  it('is open until it is ticked', () => {
    expect(itemsOf(sound).get('starts')?.state).toBe('open');
    expect(itemsOf(sound, { starts: false }).get('starts')?.state).toBe('open');
    expect(itemsOf(sound, { starts: true }).get('starts')?.state).toBe('ticked');
  });

  it('takes no tick from what every object has', () => {
    expect(itemsOf(sound, Object.create({ starts: true })).get('starts')?.state).toBe('open');
  });

  it('asks who can reach the port only where access is unrestricted', () => {
    const appJson = appJsonText.replace(
      '"unrestricted_app_ui_access": false',
      '"unrestricted_app_ui_access": true',
    );
    expect(itemsOf(sound).get('reach')?.state).toBe('passed');
    const asked = itemsOf({ ...sound, appJson }).get('reach');
    expect(asked?.state).toBe('open');
    expect(asked?.findings.map(({ code }) => code)).toEqual(['appjson/unrestricted-access']);
    expect(itemsOf({ ...sound, appJson }, { reach: true }).get('reach')?.state).toBe('ticked');
  });
});

describe('the whole list', () => {
  it('counts what passed and what was ticked', () => {
    expect(
      checklistProgress([{ state: 'passed' }, { state: 'ticked' }, { state: 'open' }, { state: 'failed' }]),
    ).toEqual({ done: 2, total: 4 });
  });

  it('passes nothing before the first check', () => {
    const items = checklistOf(undefined, { starts: true });
    expect(items.filter(({ state }) => state === 'passed')).toEqual([]);
    expect(checklistProgress(items).done).toBe(1);
  });

  it('travels as plain data with a sentence for every line', () => {
    const report = checklistReport(validate(projectOf({ ...sound, images: [] })), { starts: true });
    expect(report.map(({ id }) => id)).toEqual(checklistLines.map(({ id }) => id));
    expect(report.every(({ detail }) => detail !== '')).toBe(true);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    const failed = report.find(({ id }) => id === 'image-tags');
    expect(failed).toMatchObject({ state: 'failed', title: 'Image tags equal what the AppSpec names' });
    expect(failed?.detail).toMatch(/^appspec\.yaml:\d+:\d+: Image “my-app:1\.2\.3”/);
    expect(report.find(({ id }) => id === 'starts')).toMatchObject({
      state: 'ticked',
      detail: 'Confirmed by hand.',
    });
  });
});
