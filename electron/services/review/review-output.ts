import { basename } from 'node:path';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import { get } from '../../../shared/model/plain.ts';
import { checklistReport } from '../../../shared/report/checklist.ts';
import { toValidateOutput } from '../../../shared/report/diagnostic-output.ts';
import { requestsOf } from '../../../shared/report/requests.ts';
import { topologyOf } from '../../../shared/report/topology.ts';
import type { Validation } from '../../../shared/rules/diagnostic.ts';
import type { Project, SourceFile } from '../../../shared/rules/project.ts';
import type { LoadedTarget } from '../project/load-project.ts';

/** What only the file itself tells. */
export type ReviewIdentity = Pick<
  ReviewOutput,
  'stage' | 'kind' | 'wrapping' | 'bytes' | 'sha256' | 'signature' | 'entries' | 'images'
>;

/** One answer of everything: the file, its manifests, all rules, what the app asks for. */
export function reviewOutput(
  path: string,
  identity: ReviewIdentity,
  loaded: LoadedTarget,
  validation: Validation,
): ReviewOutput {
  const { appSpec, appJson, images } = loaded.project;
  const { summary, diagnostics, notChecked } = toValidateOutput(path, validation, (file) =>
    loaded.texts.get(file),
  );
  const appValue = appJson?.document.objects[0]?.value;
  const app = appOf(appValue);
  return {
    schemaVersion: 1,
    target: path,
    name: basename(path),
    ...identity,
    ...(app === undefined ? {} : { app }),
    manifests: [...manifest('appSpec', appSpec), ...manifest('appJson', appJson)],
    summary,
    diagnostics,
    notChecked,
    checklist: checklistReport(validation, {}),
    requests: requestsOf(requestsInput(loaded.project)),
    topology: topologyOf({ objects: appSpec?.document.objects ?? [], appJson: appValue, images }),
  };
}

function requestsInput({ appSpec, appJson }: Project): Parameters<typeof requestsOf>[0] {
  return {
    appSpec: appSpec && { file: appSpec.name, spec: readAppSpec(appSpec.document) },
    appJson: appJson && { file: appJson.name, value: appJson.document.objects[0]?.value },
  };
}

function manifest(role: 'appSpec' | 'appJson', source: SourceFile | undefined): ReviewOutput['manifests'] {
  return source === undefined ? [] : [{ role, file: source.name, text: source.document.text }];
}

function appOf(appJson: unknown): ReviewOutput['app'] | undefined {
  const text = (key: string): string => {
    const value = get(appJson, key);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const app = {
    name: text('name'),
    version: text('version'),
    description: text('description'),
    minSoftwareVersion: text('min_software_version'),
  };
  return Object.values(app).every((value) => value === '') ? undefined : app;
}
