import type { Diagnostic } from '../../shared/rules/diagnostic.ts';
import type { FileFact, ImageFact, Known, Project } from '../../shared/rules/project.ts';
import { validate } from '../../shared/rules/validate.ts';
import { parseJson } from '../../shared/text/json-document.ts';
import { applyEdits } from '../../shared/text/span.ts';
import { parseYaml } from '../../shared/text/yaml-document.ts';

/** What a test says of a project; everything left out is not known, or not there. */
export interface Parts {
  readonly kind?: Project['kind'];
  readonly appSpec?: string;
  readonly appJson?: string;
  readonly files?: readonly FileFact[];
  readonly images?: readonly Partial<ImageFact>[];
  readonly lastExport?: string | null;
  readonly severities?: Project['severities'];
}

function known<T>(value: T | undefined, reason: string): Known<T> {
  return value === undefined ? { known: false, reason, remedy: 'Give it.' } : { known: true, value };
}

/** A project as the rules see it. */
export function projectOf(parts: Parts): Project {
  const images = parts.images?.map((image, i) => ({
    origin: 'my-app.tar',
    id: `sha256:${String(i).repeat(64)}`,
    tags: [],
    platform: 'linux/amd64',
    bytes: 100e6,
    exposedPorts: [],
    env: [],
    labels: {},
    ...image,
  }));
  const { lastExport } = parts;
  return {
    kind: parts.kind ?? 'project',
    name: 'my-app',
    ...(parts.appSpec === undefined
      ? {}
      : { appSpec: { name: 'appspec.yaml', document: parseYaml(parts.appSpec) } }),
    ...(parts.appJson === undefined
      ? {}
      : { appJson: { name: 'app.json', document: parseJson(parts.appJson) } }),
    files: known(parts.files, 'No files were looked at.'),
    images: known(images, 'No image was looked at.'),
    lastExport: known(
      typeof lastExport === 'string' ? { version: lastExport, at: '2026-01-01T00:00:00Z' } : lastExport,
      'No export was looked for.',
    ),
    severities: parts.severities ?? {},
  };
}

/** A lone appspec.yaml. */
export function appSpecOnly(appSpec: string): Project {
  return projectOf({ kind: 'manifest', appSpec });
}

export function errorsOf(project: Project): readonly Diagnostic[] {
  return validate(project).diagnostics.filter((each) => each.severity === 'error');
}

/** The parts with one fix of a finding applied to the file it is for. */
export function applyFix(parts: Parts, diagnostic: Diagnostic, index: number): Parts {
  const fix = diagnostic.fixes?.[index];
  if (fix === undefined) throw new Error(`${diagnostic.code} has no fix number ${index}`);
  if (fix.file === 'appspec.yaml') return { ...parts, appSpec: applyEdits(parts.appSpec ?? '', fix.edits) };
  if (fix.file === 'app.json') return { ...parts, appJson: applyEdits(parts.appJson ?? '', fix.edits) };
  const files = (parts.files ?? []).map((file) =>
    file.name === fix.file ? { ...file, text: applyEdits(file.text ?? '', fix.edits) } : file,
  );
  return { ...parts, files };
}
