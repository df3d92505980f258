import { describe, expect, it } from 'vitest';
import type { Edit } from '../../shared/text/edit.ts';
import { editDocument } from '../../shared/text/edit-document.ts';
import { parseYaml } from '../../shared/text/yaml-document.ts';
import fc from '../support/fast-check.ts';
import { oracle, randomEdit, read, readAll, same } from './edit-oracle.ts';
import { type ManifestHabits, ManifestWriter } from './random-manifest.ts';

const SEED = 20_260_101;

/** Makes random edits on random manifests and checks each; returns how many were made and how many refused. */
function run(habits: ManifestHabits, numRuns: number): { made: number; refused: Map<string, number> } {
  let made = 0;
  const refused = new Map<string, number>();
  fc.assert(
    fc.property(fc.gen(), (draw) => {
      const { text, sound } = new ManifestWriter(draw, habits).write();
      let current = text;
      for (let round = 0; round < 2; round++) {
        const before = readAll(current);
        const object = sound[draw(fc.integer, { min: 0, max: Math.max(0, sound.length - 1) })];
        if (object === undefined) return;
        const edit = randomEdit(draw, object, before[object]);
        if (edit === undefined) return;
        const result = editDocument(current, 'yaml', edit);
        if (!result.ok) {
          const reason = result.reason.replace(/“[^”]*”/g, '“…”');
          refused.set(reason, (refused.get(reason) ?? 0) + 1);
          continue;
        }
        made += 1;
        checkEdit(current, result.text, edit, before);
        checkComments(current, result.text, edit, before[object]);
        checkInverse(result.text, edit, before);
        current = result.text;
      }
    }),
    { numRuns, seed: SEED, endOnFailure: true },
  );
  return { made, refused };
}

function checkEdit(text: string, after: string, edit: Edit, before: unknown[]): void {
  const expected = before.map((value, index) => (index === edit.object ? oracle(value, edit) : value));
  const now = readAll(after);
  if (!same(now, expected)) {
    throw new Error(
      `${JSON.stringify(edit)}\n${text}\n=====\n${after}\n=====\n${JSON.stringify([now, expected])}`,
    );
  }
}

/** A comment may go only with what the edit takes away. */
function checkComments(text: string, after: string, edit: Edit, data: unknown): void {
  if (!('path' in edit)) return;
  const gone = [...text.matchAll(/# c\d+:/g)].filter((match) => !after.includes(match[0]));
  if (gone.length === 0) return;
  const object = parseYaml(text).objects[edit.object];
  const span = object?.locate(edit.path, 'entry');
  const takes = edit.op === 'remove' || edit.op === 'set';
  const rest = /^[^\r\n]*/.exec(text.slice(span?.end))?.[0].length ?? 0;
  const value = object?.locate(edit.path);
  const old = edit.op === 'set' ? read(data, edit.path) : undefined;
  const wasScalar = typeof old !== 'object' || old === null;
  for (const { index } of gone) {
    const inside = span !== undefined && takes && index >= span.start && index < span.end + rest;
    // Writing one line over another keeps the comment behind it.
    const kept = edit.op === 'set' && wasScalar && value !== undefined && index >= value.end;
    if (!inside || kept)
      throw new Error(`comment lost at ${index}: ${JSON.stringify(edit)}\n${text}\n=====\n${after}`);
  }
}

function checkInverse(after: string, edit: Edit, before: unknown[]): void {
  const inverse = inverseOf(edit, before[edit.object]);
  if (inverse === undefined) return;
  const back = editDocument(after, 'yaml', inverse);
  if (!back.ok) return;
  if (!same(readAll(back.text)[edit.object], before[edit.object])) {
    throw new Error(`no way back: ${JSON.stringify(inverse)}\n${after}\n=====\n${back.text}`);
  }
}

function inverseOf(edit: Edit, data: unknown): Edit | undefined {
  const { object } = edit;
  if (edit.op === 'set') {
    const value = read(data, edit.path);
    return value === undefined
      ? { op: 'remove', object, path: edit.path }
      : { op: 'set', object, path: edit.path, value };
  }
  if (edit.op === 'insert') return { op: 'remove', object, path: [...edit.path, edit.index] };
  if (edit.op === 'move') return { op: 'move', object, path: edit.path, from: edit.to, to: edit.from };
  if (edit.op === 'rename') {
    return {
      op: 'rename',
      object,
      path: [...edit.path.slice(0, -1), edit.key],
      key: String(edit.path.at(-1)),
    };
  }
  return undefined;
}

function total(counts: Map<string, number>): number {
  return [...counts.values()].reduce((sum, each) => sum + each, 0);
}

describe('random edits of random YAML', () => {
  it('change the target and nothing else, and are seldom refused', () => {
    const { made, refused } = run({ anchors: false, duplicates: false, broken: false }, 1200);
    expect(made).toBeGreaterThan(1500);
    expect(total(refused) / made).toBeLessThan(0.1);
  }, 60_000);

  it('hold beside objects that do not parse and keys that appear twice', () => {
    const { made, refused } = run({ anchors: false, duplicates: true, broken: true }, 600);
    expect(made).toBeGreaterThan(400);
    for (const reason of refused.keys())
      expect(reason).toMatch(/appears twice|already has the key|read differently/);
  }, 60_000);

  it('never change a second path through an anchor, an alias or a merge key', () => {
    const { made, refused } = run({ anchors: true, duplicates: false, broken: false }, 800);
    expect(made).toBeGreaterThan(700);
    expect(total(refused) / made).toBeLessThan(0.1);
    for (const reason of refused.keys()) {
      expect(reason).toMatch(/would change|repeats what|already has|not written here|read differently/);
    }
  }, 60_000);
});
