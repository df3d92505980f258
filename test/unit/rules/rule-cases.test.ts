import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../shared/rules/diagnostic.ts';
import { ruleTable } from '../../../shared/rules/index.ts';
import { validate } from '../../../shared/rules/validate.ts';
import { applyFix, type Parts, projectOf } from '../../support/rules.ts';
import { appJsonCases } from './cases/app-json-cases.ts';
import { objectCases } from './cases/object-cases.ts';
import { podCases } from './cases/pod-cases.ts';
import { projectCases } from './cases/project-cases.ts';
import { goodProject, type RuleCase } from './cases/sample.ts';
import { serviceCases } from './cases/service-cases.ts';
import { workloadCases } from './cases/workload-cases.ts';

const cases: readonly RuleCase[] = [
  ...objectCases,
  ...serviceCases,
  ...workloadCases,
  ...podCases,
  ...appJsonCases,
  ...projectCases,
];

function textOf(parts: Parts, file: string): string {
  if (file === 'appspec.yaml') return parts.appSpec ?? '';
  if (file === 'app.json') return parts.appJson ?? '';
  return parts.files?.find((each) => each.name === file)?.text ?? '';
}

function findingOf(each: RuleCase): Diagnostic {
  const found = validate(projectOf(each.parts)).diagnostics.filter((one) => one.code === each.code);
  const finding = found.find((one) => one.message.includes(each.says));
  if (finding === undefined)
    throw new Error(`no ${each.code}: ${found.map((one) => one.message).join('; ')}`);
  return finding;
}

function countErrors(parts: Parts): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code, severity } of validate(projectOf(parts)).diagnostics) {
    if (severity === 'error') counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}

function commentsIn(text: string): string[] {
  return [...text.matchAll(/(?:^|\s)#.*$/gm)].map((match) => match[0].trim()).sort();
}

describe('the rules', () => {
  it('find nothing in the sample project, with every check run', () => {
    const validation = validate(projectOf(goodProject));
    expect(validation.diagnostics).toEqual([]);
    expect(validation.notChecked).toEqual([]);
    expect([...validation.checked].sort()).toEqual(
      ruleTable()
        .map((rule) => rule.code)
        .sort(),
    );
  });

  it('all have a case', () => {
    const tested = new Set(cases.map((each) => each.code));
    expect(ruleTable().filter((rule) => !tested.has(rule.code))).toEqual([]);
  });

  it('have codes that are unique and well-formed, and words for a table', () => {
    const codes = ruleTable().map((rule) => rule.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, title, help } of ruleTable()) {
      expect(code).toMatch(/^(?:appspec|appjson|image|project|dockerfile)\/[a-z]+(?:-[a-z]+)*$/);
      expect(title, code).toMatch(/^\S.*\.$/);
      expect(help, code).toMatch(/\S.*\.$/s);
    }
  });
});

describe.each(cases)('$code when $when', (each) => {
  it('is found at its place, with its words', () => {
    const finding = findingOf(each);
    expect(finding.file).toBe(each.file ?? 'appspec.yaml');
    expect(`${finding.range.start.line}:${finding.range.start.column}`).toBe(each.at);
    const covered = textOf(each.parts, finding.file).slice(finding.span.start, finding.span.end);
    expect(covered.slice(0, 70)).toBe(each.covers);
    expect(finding.severity).toBe(ruleTable().find((rule) => rule.code === each.code)?.severity);
  });

  it('is gone after each of its fixes, which brings no other error and loses no comment', () => {
    const finding = findingOf(each);
    const before = countErrors(each.parts);
    for (const [index, fix] of (finding.fixes ?? []).entries()) {
      const after = applyFix(each.parts, finding, index);
      const remaining = validate(projectOf(after)).diagnostics;
      expect(
        remaining.filter(
          (one) => one.code === finding.code && one.message === finding.message && samePath(one, finding),
        ),
        fix.title,
      ).toEqual([]);
      for (const [code, count] of countErrors(after)) {
        expect(count, `${fix.title} brings ${code}`).toBeLessThanOrEqual(before.get(code) ?? 0);
      }
      const [old, fresh] = [textOf(each.parts, fix.file), textOf(after, fix.file)];
      expect(fresh).not.toBe(old);
      const kept = commentsIn(fresh);
      if (!fix.title.startsWith('Remove'))
        expect(kept, fix.title).toEqual(expect.arrayContaining(commentsIn(old)));
    }
  });
});

function samePath(a: Diagnostic, b: Diagnostic): boolean {
  return a.object === b.object && a.path.join('/') === b.path.join('/');
}
