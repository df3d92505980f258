import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import type { ValidateOutput } from '../../../shared/contract/outputs.ts';
import { toValidateOutput } from '../../../shared/report/diagnostic-output.ts';
import type { Validation } from '../../../shared/rules/diagnostic.ts';
import { withLoading } from '../../../shared/rules/loading.ts';
import type { Project } from '../../../shared/rules/project.ts';
import { validate } from '../../../shared/rules/validate.ts';
import type { LoadedTarget } from './load-project.ts';
import { loadTarget } from './load-target.ts';
import { type ReferenceVerdict, runReferenceValidator } from './reference-validator.ts';

export interface ValidateTargetCall {
  readonly signal: AbortSignal;
  /** The reference validator, `appspecvalidator_exec`, to run beside the rules. */
  readonly referenceValidator?: string;
  progress(value: TransferProgress): void;
}

/**
 * Checks a project's folder, a single manifest or a bundle.
 * @throws GantryError what `loadTarget` does, and `ValidatorFailed`.
 */
export async function validateTarget(path: string, call: ValidateTargetCall): Promise<ValidateOutput> {
  const subject = basename(path);
  const loaded = await loadTarget(path, {
    signal: call.signal,
    onBytes: (bytesDone, bytesTotal) => call.progress({ phase: 'read', subject, bytesDone, bytesTotal }),
  });
  const verdict =
    call.referenceValidator === undefined
      ? undefined
      : await referenceVerdict(call.referenceValidator, loaded.project, call.signal);
  const output = toValidateOutput(path, validateLoaded(loaded), (file) => loaded.texts.get(file));
  return verdict === undefined ? output : { ...output, referenceValidator: verdict };
}

/** All findings about a loaded target: the rules', and what loading found. The manifests' come first. */
export function validateLoaded(loaded: LoadedTarget): Validation {
  return withLoading(validate(loaded.project), loaded, loaded.project.severities);
}

/** The validator reads a file, and a bundle's AppSpec is none: so it gets the very text that the rules saw. */
async function referenceVerdict(
  program: string,
  project: Project,
  signal: AbortSignal,
): Promise<ReferenceVerdict | undefined> {
  if (project.appSpec === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'gantry-validator-'));
  try {
    const file = join(folder, 'appspec.yaml');
    await writeFile(file, project.appSpec.document.text);
    return await runReferenceValidator(program, file, { signal });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
