import { describe, expect, it } from 'vitest';
import type { Edit } from '../../shared/text/edit.ts';
import { editDocument } from '../../shared/text/edit-document.ts';
import fc from '../support/fast-check.ts';
import { readAll, same } from './edit-oracle.ts';
import { ManifestWriter } from './random-manifest.ts';

const ADDED = { kind: 'Service', metadata: { name: 'added' }, spec: { ports: [{ port: 80 }] } };

describe('random edits of whole objects', () => {
  it('leave every other object, every comment and the final line end as they were', () => {
    let made = 0;
    const refused: string[] = [];
    fc.assert(
      fc.property(fc.gen(), fc.boolean(), (draw, broken) => {
        const { text, sound } = new ManifestWriter(draw, {
          anchors: true,
          duplicates: false,
          broken,
        }).write();
        const before = readAll(text);
        const at = (max: number) => draw(fc.integer, { min: 0, max });
        const object = at(before.length - 1);
        const edit = pick(at(3), object, at(before.length), at(before.length - 1));
        if (edit.op === 'duplicate-object' && !sound.includes(object)) return;
        const result = editDocument(text, 'yaml', edit);
        if (!result.ok) {
          refused.push(`${result.reason}\n${JSON.stringify(edit)}\n${text}`);
          return;
        }
        made += 1;
        const now = readAll(result.text);
        if (!same(now, expected(before, edit)))
          throw new Error(`${JSON.stringify(edit)}\n${text}\n=====\n${result.text}`);
        expect(result.text).not.toMatch(/^---[ \t]*\r?\n---/m);
        if (edit.op === 'remove-object') return;
        const story = `${JSON.stringify(edit)}\n${text}\n=====\n${result.text}`;
        expect(/[\r\n]$/.test(result.text), story).toBe(/[\r\n]$/.test(text));
        for (const [comment] of text.matchAll(/# c\d+:/g)) expect(result.text, story).toContain(comment);
      }),
      { numRuns: 900, seed: 20_260_103, endOnFailure: true },
    );
    expect(made).toBeGreaterThan(500);
    expect(refused.length / made, refused.slice(0, 3).join('\n\n')).toBeLessThan(0.1);
  }, 60_000);
});

function pick(kind: number, object: number, place: number, to: number): Edit {
  if (kind === 0) return { op: 'add-object', object: place, value: ADDED };
  if (kind === 1) return { op: 'remove-object', object };
  if (kind === 2) return { op: 'duplicate-object', object, name: 'copy' };
  return { op: 'move-object', object, to };
}

function expected(before: unknown[], edit: Edit): unknown[] {
  const list = [...before];
  if (edit.op === 'add-object') list.splice(edit.object, 0, ADDED);
  if (edit.op === 'remove-object') list.splice(edit.object, 1);
  if (edit.op === 'move-object') list.splice(edit.to, 0, ...list.splice(edit.object, 1));
  if (edit.op === 'duplicate-object') {
    const copy = structuredClone(list[edit.object]) as Record<string, unknown>;
    copy.metadata = { name: edit.name };
    list.splice(edit.object + 1, 0, copy);
  }
  return list;
}
