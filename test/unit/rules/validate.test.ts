import { describe, expect, it } from 'vitest';
import type { Project } from '../../../shared/rules/project.ts';
import { validate } from '../../../shared/rules/validate.ts';
import fc from '../../support/fast-check.ts';
import { appSpecOnly, projectOf } from '../../support/rules.ts';
import { changed, goodAppJson, goodAppSpec, goodProject } from './cases/sample.ts';

const codesOf = (project: Project): string[] => validate(project).diagnostics.map((each) => each.code);
const tagged = changed(goodAppSpec, [['cohesityTag: ui', 'cohesityTag: ux']]);

describe('validate', () => {
  it('takes another severity from the project', () => {
    const project = projectOf({
      ...goodProject,
      appSpec: tagged,
      severities: { 'appspec/port-tag': 'note' },
    });
    expect(validate(project).diagnostics[0]).toMatchObject({ code: 'appspec/port-tag', severity: 'note' });
  });

  it('leaves out a check that is switched off, from the checked ones too', () => {
    const project = projectOf({ ...goodProject, appSpec: tagged, severities: { 'appspec/port-tag': 'off' } });
    expect(codesOf(project)).not.toContain('appspec/port-tag');
    expect(validate(project).checked).not.toContain('appspec/port-tag');
  });

  it('takes no severity from the prototype of the settings', () => {
    expect(codesOf(projectOf({ ...goodProject, appSpec: tagged, severities: {} }))).toContain(
      'appspec/port-tag',
    );
  });

  it('says what it could not check, and why, instead of passing it', () => {
    const { appSpec, appJson } = goodProject;
    const validation = validate(
      projectOf({ ...(appSpec ? { appSpec } : {}), ...(appJson ? { appJson } : {}) }),
    );
    for (const code of ['image/platform', 'project/missing-wrapper', 'appjson/version-not-raised']) {
      expect(validation.checked).not.toContain(code);
      expect(validation.notChecked.find((each) => each.code === code)?.reason).toMatch(/^No /);
    }
    expect(validation.diagnostics).toEqual([]);
  });

  it('does not pass the platform of an image that says none', () => {
    const { images, ...others } = goodProject;
    const project = projectOf({ ...others, images: [{ tags: ['my-app:1.4.0'] }] });
    const [image] = project.images.known ? project.images.value : [];
    if (image === undefined) throw new Error('no image');
    const { platform: _, ...unnamed } = image;
    const validation = validate({ ...project, images: { known: true, value: [unnamed] } });
    expect(images).toBeDefined();
    expect(validation.notChecked.map((each) => each.code)).toEqual(['image/platform']);
  });

  it('does not pass a run bit that the file system does not keep', () => {
    const files = (goodProject.files ?? []).map(({ executable: _, ...file }) => file);
    const validation = validate(projectOf({ ...goodProject, files }));
    expect(validation.notChecked.map((each) => each.code)).toEqual(['project/wrapper-not-executable']);
  });

  it('judges a lone AppSpec by its own rules, with cross-file checks as not checked', () => {
    const validation = validate(appSpecOnly(goodAppSpec));
    expect(validation.diagnostics).toEqual([]);
    expect(validation.notChecked.map((each) => each.code)).toContain('image/tag-mismatch');
    const topics = new Set(
      [...validation.checked, ...validation.notChecked.map((each) => each.code)].map(
        (code) => code.split('/')[0],
      ),
    );
    expect([...topics].sort()).toEqual(['appspec', 'image']);
  });

  it('judges a lone app.json by its own rules', () => {
    const validation = validate(projectOf({ kind: 'manifest', appJson: goodAppJson }));
    expect(validation.diagnostics).toEqual([]);
    expect(validation.checked.every((code) => code.startsWith('appjson/'))).toBe(true);
    expect(validation.checked).toContain('appjson/version-not-semver');
  });

  it('asks no sources of a bundle', () => {
    const validation = validate(projectOf({ ...goodProject, kind: 'bundle', files: [] }));
    expect(validation.diagnostics).toEqual([]);
    expect(validation.checked.some((code) => code.startsWith('project/'))).toBe(false);
  });

  it('lists the AppSpec before app.json before other files, each in order of place', () => {
    const project = projectOf({
      ...goodProject,
      appSpec: changed(goodAppSpec, [
        ['cohesityTag: cleanup', 'cohesityTag: clean'],
        ['cohesityTag: ui', 'cohesityTag: ux'],
      ]),
      appJson: changed(goodAppJson, [['"1.4.0"', '"1"']]),
      files: (goodProject.files ?? []).filter((file) => file.name !== 'wrapper.sh'),
    });
    expect(codesOf(project)).toEqual([
      'appspec/port-tag',
      'appspec/job-tag',
      'appjson/version-not-semver',
      'project/missing-wrapper',
    ]);
  });

  it('claims nothing missing from an object with syntax errors', () => {
    const broken = goodAppSpec.replace(
      '  cohesityTag: cleanup\nspec:',
      '  cohesityTag: cleanup\n bad\nspec:',
    );
    const codes = codesOf(projectOf({ ...goodProject, appSpec: broken }));
    expect(new Set(codes)).toEqual(new Set(['appspec/syntax']));
  });

  it('survives being sent to another thread, with its fixes', () => {
    const validation = validate(projectOf({ ...goodProject, appSpec: tagged }));
    const copy = structuredClone(validation);
    expect(copy.diagnostics[0]?.fixes?.map((fix) => fix.title)).toEqual(['Use ui']);
  });

  it('has a message for people in every finding', () => {
    for (const { message } of validate(projectOf({ ...goodProject, appSpec: tagged })).diagnostics) {
      expect(message).toMatch(/[.?]$/);
    }
  });
});

const words = [
  ...['apiVersion', 'kind', 'metadata', 'name', 'labels', 'spec', 'type', 'selector', 'ports', 'port'],
  ...['protocol', 'cohesityTag', 'cohesityEnv', 'targetPort', 'replicas', 'fixed', 'share', 'min', 'max'],
  ...[
    'template',
    'containers',
    'initContainers',
    'image',
    'env',
    'envFrom',
    'value',
    'valueFrom',
    'resources',
  ],
  ...['requests', 'limits', 'cpu', 'memory', 'volumes', 'volumeMounts', 'mountPath', 'fsType', 'volumeType'],
  ...[
    'matchLabels',
    'matchExpressions',
    'app',
    'version',
    'id',
    'access_requirements',
    '__proto__',
    'constructor',
  ],
];
const values = [
  'v1',
  'apps/v1',
  'Service',
  'ReplicaSet',
  'Job',
  'Deployment',
  'DaemonSet',
  'NodePort',
  'ui',
  'cleanup',
  '1.0',
  '',
  '-5',
];

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 7, depthSize: 'large' },
    fc.constantFrom<unknown>(...values, null, true, 0, 1, -1, 8080, 1e21, 0.5, Number.MAX_SAFE_INTEGER),
    fc.string({ maxLength: 8 }),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie('tree'), { maxKeys: 6 }),
  ),
}));

/** An object that gets far into the rules: right at the top, wild below. */
const object = fc.record(
  {
    apiVersion: fc.constantFrom('v1', 'apps/v1', 'batch/v1'),
    kind: fc.constantFrom('Service', 'ReplicaSet', 'StatefulSet', 'Job', 'Deployment', 'DaemonSet'),
    metadata: fc.oneof(
      tree,
      fc.record({ name: tree, labels: tree, cohesityTag: tree }, { requiredKeys: [] }),
    ),
    spec: fc.oneof(
      tree,
      fc.record(
        {
          type: tree,
          selector: tree,
          ports: fc.array(tree, { maxLength: 3 }),
          replicas: tree,
          template: fc.record({
            metadata: tree,
            spec: fc.record({ containers: fc.array(tree, { maxLength: 3 }), volumes: tree }),
          }),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
);

/** `given`: what was written, which a message may tell again, be it a name such as “NaN”. */
function expectNoDefect(project: Project, given: string): void {
  const { diagnostics, notChecked } = validate(project);
  expect(notChecked.filter((each) => each.reason.startsWith('Gantry’s own check failed'))).toEqual([]);
  for (const { span, message } of diagnostics) {
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    for (const slip of ['undefined', 'NaN', '[object'].filter((each) => !given.includes(each))) {
      expect(message).not.toContain(slip);
    }
  }
}

describe('the rules on wild input', () => {
  it('never fail on odd objects', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(object, tree), { maxLength: 3 }), tree, (objects, json) => {
        const appSpec = objects.map((each) => JSON.stringify(each)).join('\n---\n');
        const appJson = JSON.stringify(json);
        expectNoDefect(projectOf({ ...goodProject, appSpec, appJson }), appSpec + appJson);
      }),
      { numRuns: 3000 },
    );
  }, 60_000);

  it('never fail on odd texts', () => {
    const line = fc.constantFrom(
      ...goodAppSpec.split('\n'),
      '---',
      '  - ',
      '"',
      '{',
      '&a',
      '*a',
      '\t',
      '? x',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 25 }), fc.string({ maxLength: 60 }), (lines, text) => {
        const files = [
          { name: 'Dockerfile', bytes: 1, text },
          { name: 'wrapper.sh', bytes: 1, text },
          { name: '.dockerignore', bytes: 1, text },
        ];
        const appSpec = lines.join('\n');
        expectNoDefect(projectOf({ ...goodProject, appSpec, appJson: text, files }), appSpec + text);
      }),
      { numRuns: 1500 },
    );
  }, 60_000);
});
