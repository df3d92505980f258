import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { DiagnosticOutput, ValidateOutput } from '../../../shared/contract/outputs.ts';
import { toSarif } from '../../../shared/report/sarif.ts';
import type { RuleInfo } from '../../../shared/rules/rule.ts';

const rules: readonly RuleInfo[] = [
  { code: 'appspec/tag', severity: 'error', title: 'A tag is “ui”.', help: 'No other value has a meaning.' },
  { code: 'image/size', severity: 'warning', title: 'An image is small.', help: 'Use a slim base.' },
];
const range = { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } };
const finding: DiagnosticOutput = {
  code: 'appspec/tag',
  severity: 'error',
  message: 'The tag “web” has no meaning. Use “ui”.',
  file: 'spec files/appspec#1.yaml',
  object: 0,
  path: '/spec/ports/0/cohesityTag',
  range,
  fixes: [{ title: 'Use ui', safe: true, edits: [{ file: 'spec files/appspec#1.yaml', range, text: 'ui' }] }],
  related: [{ message: 'the Service', file: 'appspec.yaml', range }],
};
const output: ValidateOutput = {
  schemaVersion: 1,
  target: 'demo',
  summary: { errors: 1, warnings: 0, notes: 1 },
  diagnostics: [finding, { ...finding, code: 'other/code', severity: 'note', path: '', fixes: [] }],
  notChecked: [{ code: 'image/size', reason: 'No image is known.', remedy: 'Name an archive.' }],
  referenceValidator: { verdict: 'reject', message: 'Bad kind' },
};
const context = { version: '1.2.3', baseUri: 'file:///apps/demo/' };

/** The schema as published, from the package that ships it; it is of draft 4, whose `id` later drafts call `$id`. */
function officialSchema(): object {
  const path = createRequire(import.meta.url).resolve(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  const {
    id: _id,
    $schema: _schema,
    ...schema
  } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  return schema;
}

const isUri = (text: string): boolean => URL.canParse(text);
const ajv = new Ajv({
  strict: false,
  unicodeRegExp: false,
  formats: {
    uri: isUri,
    'uri-reference': (text: string) => URL.canParse(text, 'file:///') && !/[\s"<>\\^`{|}]/.test(text),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  },
});
const isSarif = ajv.compile(officialSchema());

describe('a SARIF log', () => {
  test.each([
    ['with findings, fixes and a verdict', output, context],
    ['without findings', { ...output, diagnostics: [], notChecked: [] }, context],
    ['of an archive', output, { ...context, container: 'demo-bundle.tar.gz' }],
  ] as const)('%s passes the official schema', (_name, validation, where) => {
    isSarif(toSarif(validation as ValidateOutput, rules, where));
    expect(isSarif.errors).toBeNull();
  });

  test('is refused by the official schema when a part of it is wrong', () => {
    const log = structuredClone(toSarif(output, rules, context)) as unknown as {
      runs: [{ columnKind: string }];
    };
    log.runs[0].columnKind = 'bytes';
    expect(isSarif(log)).toBe(false);
  });

  test('lists every rule with its severity, and codes that are in no table', () => {
    const { rules: listed } = toSarif(output, rules, context).runs[0].tool.driver;
    expect(listed.map(({ id }) => id)).toEqual(['appspec/tag', 'image/size', 'other/code']);
    expect(listed[1]).toMatchObject({
      shortDescription: { text: 'An image is small.' },
      defaultConfiguration: { level: 'warning' },
    });
  });

  test('gives each result its rule, its level and its region in UTF-16 columns', () => {
    const [run] = toSarif(output, rules, context).runs;
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.results[0]).toMatchObject({
      ruleId: 'appspec/tag',
      ruleIndex: 0,
      level: 'error',
      locations: [
        {
          physicalLocation: { region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 } },
          logicalLocations: [{ fullyQualifiedName: '/spec/ports/0/cohesityTag' }],
        },
      ],
    });
    expect(run.results[1]).toMatchObject({ ruleId: 'other/code', ruleIndex: 2, level: 'note' });
  });

  test('writes file names as relative URIs against the base of the target', () => {
    const [run] = toSarif(output, rules, context).runs;
    expect(run.originalUriBaseIds.TARGET.uri).toBe('file:///apps/demo/');
    expect(run.results[0]?.locations[0]?.physicalLocation.artifactLocation).toEqual({
      uri: 'spec%20files/appspec%231.yaml',
      uriBaseId: 'TARGET',
    });
  });

  test('carries a fix as a replacement of its region', () => {
    const fix = toSarif(output, rules, context).runs[0].results[0]?.fixes?.[0];
    expect(fix?.description.text).toBe('Use ui');
    expect(fix?.artifactChanges[0]?.replacements).toEqual([
      {
        deletedRegion: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
        insertedContent: { text: 'ui' },
      },
    ]);
  });

  test('tells what was not checked and what the reference validator said, beside the results', () => {
    const notes = toSarif(output, rules, context).runs[0].invocations[0].toolExecutionNotifications;
    expect(notes.map(({ level, message }) => [level, message.text])).toEqual([
      ['note', 'Not checked: No image is known. Name an archive.'],
      ['error', 'Reference validator (reject): Bad kind'],
    ]);
  });

  test('places findings inside an archive on the archive and names the file in the message', () => {
    const [run] = toSarif(output, rules, { ...context, container: 'demo bundle.tar.gz' }).runs;
    expect(run.results[0]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'demo%20bundle.tar.gz', uriBaseId: 'TARGET' },
    });
    expect(run.results[0]?.message.text).toMatch(/^spec files\/appspec#1\.yaml:3:5: The tag/);
    expect(run.results[0]?.fixes).toBeUndefined();
  });
});
