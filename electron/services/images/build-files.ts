import { posix } from 'node:path';
import { normaliseReference } from '../../../shared/model/image-reference.ts';
import type { BuildFiles } from '../../../shared/report/advice.ts';
import type { LoadedProject } from '../project/load-project.ts';

/** The Dockerfile and `.dockerignore` a project builds an image from: as gantry.json has it, else those at its root. */
export function buildFiles(
  { settings, texts }: Pick<LoadedProject, 'settings' | 'texts'>,
  references: readonly string[],
): BuildFiles {
  const wanted = new Set(references.map(normaliseReference));
  const known = Object.entries(settings.images ?? {}).find(([reference]) =>
    wanted.has(normaliseReference(reference)),
  )?.[1];
  const context = known?.context ?? '.';
  const name = posix.join(context, known?.dockerfile ?? 'Dockerfile');
  const text = texts.get(name);
  if (text === undefined) return {};
  const ignoreName = posix.join(context, '.dockerignore');
  return { dockerfile: { name, text }, ignoreFile: { name: ignoreName, text: texts.get(ignoreName) } };
}
