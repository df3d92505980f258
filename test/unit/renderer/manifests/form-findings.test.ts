import { describe, expect, it } from 'vitest';
import {
  countFindings,
  currentFix,
  findingsSignature,
} from '../../../../renderer/features/manifests/form/model/findings.ts';
import { validate } from '../../../../shared/rules/validate.ts';
import { applyEdits } from '../../../../shared/text/span.ts';
import { appSpecOnly } from '../../../support/rules.ts';

const text = `apiVersion: v1
kind: Service
metadata:
  name: web
  labels: {app: web}
spec:
  type: NodePort
  selector: {app: web}
  ports:
    - port: 80
      protocol: TCP
      cohesityTag: UI # the page
`;

describe('findings shown by the form', () => {
  const shown = validate(appSpecOnly(text)).diagnostics;
  const shifted = `# a line more\n${text}`;
  const now = validate(appSpecOnly(shifted)).diagnostics;

  it('look the same when only their offsets moved', () => {
    expect(findingsSignature(now)).toBe(findingsSignature(shown));
  });

  it('look different when a message changes', () => {
    const other = validate(appSpecOnly(text.replace('UI #', 'ux #'))).diagnostics;
    expect(findingsSignature(other)).not.toBe(findingsSignature(shown));
  });

  it('are repaired by the fix that the text of now has', () => {
    const finding = shown.find(({ code }) => code === 'appspec/port-tag');
    const title = finding?.fixes?.[0]?.title ?? '';
    const fix = finding && currentFix(now, finding, title);
    expect(applyEdits(shifted, fix?.edits ?? [])).toContain('cohesityTag: ui # the page');
  });

  it('have no fix any more when they are gone', () => {
    const finding = shown.find(({ code }) => code === 'appspec/port-tag');
    expect(finding && currentFix([], finding, finding.fixes?.[0]?.title ?? '')).toBeUndefined();
  });

  it('are counted by severity', () => {
    const { errors, warnings } = countFindings(shown);
    expect(errors).toBe(shown.filter(({ severity }) => severity === 'error').length);
    expect(errors).toBeGreaterThan(0);
    expect(warnings).toBe(shown.filter(({ severity }) => severity === 'warning').length);
  });
});
