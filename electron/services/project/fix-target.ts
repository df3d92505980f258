import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { FixOutput } from '../../../shared/contract/outputs.ts';
import { summarise } from '../../../shared/report/diagnostic-output.ts';
import type { Diagnostic, Fix } from '../../../shared/rules/diagnostic.ts';
import type { Project, SourceFile } from '../../../shared/rules/project.ts';
import { applyEdits, type TextEdit } from '../../../shared/text/span.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import type { LoadedTarget } from './load-project.ts';
import { loadTarget, targetKind } from './load-target.ts';
import { manifestSource } from './manifest-source.ts';
import { unifiedDiff } from './unified-diff.ts';
import { validateLoaded } from './validate-target.ts';

export interface FixTargetCall {
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** A repair can bring up the next; more rounds than this would mean that two of them undo one another. */
const mostRounds = 25;

type AppliedFix = FixOutput['files'][number]['fixes'][number];

/**
 * Applies the safe fixes of a project's folder or a single manifest until none is left, and writes the files that changed, each in
 * one step. A file that somebody else changed meanwhile is not written, nor is any other then.
 * @throws GantryError what `loadTarget` does; `OutputUnwritable` also for a bundle; `DiskFull`.
 */
export async function fixTarget(path: string, call: FixTargetCall): Promise<FixOutput> {
  const kind = await targetKind(path, call.signal);
  if (kind === 'bundle') {
    throw new GantryError('OutputUnwritable', {
      path,
      reason: 'a bundle is not edited; fix the project it was made from and bundle that again',
    });
  }
  const before = await loadTarget(path, { signal: call.signal });
  const { after, applied } = applySafeFixes(before);
  const changed = [...applied.keys()]
    .filter((file) => before.texts.get(file) !== after.texts.get(file))
    .sort();
  if (!call.dryRun)
    await writeAll(kind === 'project' || kind === 'extracted' ? path : dirname(path), changed, before, after);
  return {
    schemaVersion: 1,
    target: path,
    written: !call.dryRun && changed.length > 0,
    files: changed.map((file) => ({
      file,
      fixes: applied.get(file) ?? [],
      diff: unifiedDiff(file, textOf(before, file), textOf(after, file)),
    })),
    remaining: summarise(validateLoaded(after).diagnostics),
  };
}

function textOf(loaded: LoadedTarget, file: string): string {
  return loaded.texts.get(file) ?? '';
}

/** Fixes in rounds: each round applies what does not overlap and looks again. */
function applySafeFixes(loaded: LoadedTarget): { after: LoadedTarget; applied: Map<string, AppliedFix[]> } {
  const applied = new Map<string, AppliedFix[]>();
  const seen = new Set([stateOf(loaded, loaded)]);
  let current = loaded;
  for (let round = 0; round < mostRounds; round++) {
    const chosen = chooseFixes(validateLoaded(current).diagnostics, current);
    if (chosen.length === 0) break;
    const next = withFixes(current, chosen);
    const state = stateOf(next, loaded);
    if (seen.has(state)) break;
    seen.add(state);
    for (const { code, fix } of chosen) {
      const list = applied.get(fix.file) ?? [];
      list.push({ code, title: fix.title });
      applied.set(fix.file, list);
    }
    current = next;
  }
  return { after: current, applied };
}

/** What differs from the beginning. */
function stateOf(now: LoadedTarget, first: LoadedTarget): string {
  return JSON.stringify([...now.texts].filter(([file, text]) => first.texts.get(file) !== text));
}

interface ChosenFix {
  readonly code: string;
  readonly fix: Fix;
}

/** The first safe fix of each finding, less those that overlap one chosen before: they wait for the next round. */
function chooseFixes(diagnostics: readonly Diagnostic[], loaded: LoadedTarget): ChosenFix[] {
  const chosen: ChosenFix[] = [];
  const taken = new Map<string, TextEdit[]>();
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes?.find((each) => each.safe && each.edits.length > 0);
    if (fix === undefined || !loaded.texts.has(fix.file)) continue;
    const edits = taken.get(fix.file) ?? [];
    if (fix.edits.some((edit) => edits.some((other) => touches(edit, other)))) continue;
    taken.set(fix.file, [...edits, ...fix.edits]);
    chosen.push({ code: diagnostic.code, fix });
  }
  return chosen;
}

/** Edits that merely meet wait as well: two insertions at one place have no order. */
function touches(a: TextEdit, b: TextEdit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function withFixes(loaded: LoadedTarget, chosen: readonly ChosenFix[]): LoadedTarget {
  const texts = new Map(loaded.texts);
  for (const file of new Set(chosen.map(({ fix }) => fix.file))) {
    const edits = chosen.flatMap(({ fix }) => (fix.file === file ? fix.edits : []));
    texts.set(file, applyEdits(textOf(loaded, file), edits));
  }
  return { ...loaded, texts, project: withTexts(loaded.project, texts) };
}

/** The project as it is with other texts. */
function withTexts(project: Project, texts: ReadonlyMap<string, string>): Project {
  const again = (source: SourceFile): SourceFile => {
    const text = texts.get(source.name);
    return text === undefined || text === source.document.text
      ? source
      : manifestSource(source.name, text, source.document.language);
  };
  const files = project.files.known
    ? project.files.value.map((file) => {
        const text = file.text === undefined ? undefined : texts.get(file.name);
        return text === undefined ? file : { ...file, text, bytes: Buffer.byteLength(text) };
      })
    : undefined;
  return {
    ...project,
    ...(project.appSpec === undefined ? {} : { appSpec: again(project.appSpec) }),
    ...(project.appJson === undefined ? {} : { appJson: again(project.appJson) }),
    ...(files === undefined ? {} : { files: { known: true, value: files } }),
  };
}

async function writeAll(
  folder: string,
  files: readonly string[],
  before: LoadedTarget,
  after: LoadedTarget,
): Promise<void> {
  for (const file of files) {
    const path = join(folder, file);
    const now = await readFile(path, 'utf8').catch((error: unknown) => {
      throw fileUnreadable(path, error);
    });
    if (now === textOf(before, file)) continue;
    throw new GantryError('OutputUnwritable', {
      path,
      reason: 'it changed while it was being fixed; try again',
    });
  }
  for (const file of files) await writeTextFile(join(folder, file), textOf(after, file));
}
