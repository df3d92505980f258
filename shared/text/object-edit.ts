import { permute } from './block-edit.ts';
import { readCanvas } from './canvas.ts';
import type { Edit } from './edit.ts';
import { Refusal } from './refusal.ts';
import { dominantNewline, lineEnd, lineStart, skipBreak } from './source-lines.ts';
import type { TextEdit } from './span.ts';
import type { TreeObject } from './tree-object.ts';
import { blockLines, fitsInline, inlineText } from './value-text.ts';
import type { YamlPart, YamlStream } from './yaml-document.ts';

/** The edits that concern whole objects. */
export type ObjectEdit = Exclude<Edit, { readonly path: unknown }>;

/** A document with an object, cut into what belongs to the object and what to the stream. */
interface Frame {
  readonly start: number;
  readonly end: number;
  /** The object with the comments directly above it and those below it, without the last line end. */
  readonly body: { readonly start: number; readonly end: number };
  /** Behind the line of the `---`, or where the text begins that may follow one. */
  readonly afterMarker: number;
  readonly hasMarker: boolean;
  /** The object begins on the line of the `---`. */
  readonly onMarkerLine: boolean;
  readonly closed: boolean;
}

/**
 * The splices of an edit of whole objects. `rename` gives those that write another name into an object.
 * @throws Refusal where the stream has no such object.
 */
export function editObjects(
  stream: YamlStream,
  edit: ObjectEdit,
  rename: (object: TreeObject, name: string) => readonly TextEdit[],
): TextEdit[] {
  const frames = stream.parts.flatMap((part) =>
    part.object === undefined ? [] : [frameOf(part, part.object)],
  );
  switch (edit.op) {
    case 'add-object':
      return add(stream, frames, edit.object, edit.value);
    case 'remove-object':
      return remove(stream, frames, edit.object);
    case 'duplicate-object': {
      const frame = frameAt(frames, edit.object);
      const object = stream.objects[edit.object];
      if (object === undefined) throw missing(edit.object);
      const body = splice(stream.text, frame.body, rename(object, edit.name));
      return duplicate(stream, frame, body);
    }
    case 'move-object': {
      frameAt(frames, edit.object);
      frameAt(frames, edit.to);
      return permute(
        stream.text,
        frames.map((frame) => frame.body),
        edit.object,
        edit.to,
      );
    }
  }
}

function frameAt(frames: readonly Frame[], index: number): Frame {
  const frame = frames[index];
  if (frame === undefined) throw missing(index);
  return frame;
}

function missing(index: number): Refusal {
  return new Refusal(`The file has no object ${index + 1}.`);
}

function frameOf(part: YamlPart, object: TreeObject): Frame {
  const { start, text } = part.chunk;
  const marker = /(?:^|[\r\n])\uFEFF?---(?=[ \t\r\n]|$)/.exec(text);
  const markerAt = marker === null ? -1 : marker.index + marker[0].length - 3;
  const contentAt = object.root.outerStart;
  const markerEnd = lineEnd(text, Math.max(0, markerAt));
  const onMarkerLine = marker !== null && contentAt <= markerEnd && contentAt > markerAt;
  const afterMarker = marker === null ? 0 : onMarkerLine ? contentAt : skipBreak(text, markerEnd);
  const closing = /(?:^|[\r\n])\.\.\.[^\r\n]*(?:\r\n|\r|\n)?$/.exec(text);
  const content = text.slice(0, closing?.index ?? text.length).trimEnd();
  // Blank lines at the end may be part of a block scalar.
  const bodyEnd = Math.max(lineEnd(text, content.length), object.valid ? object.root.end : 0);
  return {
    start,
    end: start + text.length,
    body: { start: start + firstLineOf(text, contentAt, afterMarker), end: start + bodyEnd },
    afterMarker: start + afterMarker,
    hasMarker: marker !== null,
    onMarkerLine,
    closed: closing !== null,
  };
}

/** The begin of the comment lines directly above an object, or of its first line. */
function firstLineOf(text: string, contentAt: number, floor: number): number {
  let at = Math.max(floor, lineStart(text, contentAt));
  while (at > floor) {
    const above = lineStart(text, at - (text.startsWith('\r\n', at - 2) ? 2 : 1));
    if (above < floor || !/^[ \t]*#/.test(text.slice(above, at))) break;
    at = above;
  }
  return at;
}

function objectText(stream: YamlStream, value: unknown, near: TreeObject | undefined): string {
  if (fitsInline(value)) return inlineText(value, 'plain', false);
  const nothing = { kind: 'scalar', style: 'empty', value: null, start: 0, end: 0, outerStart: 0 } as const;
  const text = near === undefined ? '' : stream.text.slice(near.base);
  const canvas = readCanvas(text, near?.root ?? nothing, 'yaml', stream.text);
  return blockLines(canvas, value, 0, 0).join(canvas.newline);
}

function add(stream: YamlStream, frames: readonly Frame[], index: number, value: unknown): TextEdit[] {
  const { text } = stream;
  const newline = dominantNewline(text);
  if (!Number.isInteger(index) || index < 0 || index > frames.length) throw missing(index);
  const written = objectText(stream, value, stream.objects[Math.min(index, frames.length - 1)]);
  const frame = frames[index];
  if (frame !== undefined) {
    if (frame.onMarkerLine) {
      const at = lineStart(text, frame.body.start);
      return [insertion(at, `${frame.hasMarker ? `---${newline}` : ''}${written}${newline}`)];
    }
    return [insertion(frame.body.start, `${written}${newline}---${newline}`)];
  }
  const open = stream.parts.at(-1)?.object !== undefined;
  const marker = open ? `---${newline}` : '';
  // A file without a final line end stays one.
  if (text === '' || endsLine(text)) return [insertion(text.length, `${marker}${written}${newline}`)];
  const glue = text === '\uFEFF' ? '' : newline;
  return [insertion(text.length, `${glue}${marker}${written}`)];
}

function duplicate(stream: YamlStream, frame: Frame, body: string): TextEdit[] {
  const { text } = stream;
  const newline = dominantNewline(text);
  const atEnd = frame.end === text.length;
  const tail = atEnd && !endsLine(text) ? '' : newline;
  const glue = endsLine(text.slice(0, frame.end)) ? '' : newline;
  const marker = frame.onMarkerLine ? '--- ' : `---${newline}`;
  const after = atEnd || startsWithMarker(stream, frame.end) ? '' : `---${newline}`;
  return [insertion(frame.end, `${glue}${marker}${body}${tail}${after}`)];
}

function remove(stream: YamlStream, frames: readonly Frame[], index: number): TextEdit[] {
  const { text } = stream;
  const frame = frameAt(frames, index);
  const next = frames[index + 1];
  if (index === 0 && next === undefined) {
    return [deletion(frame.body.start, skipBreak(text, frame.body.end))];
  }
  const adjacent = next !== undefined && next.start === frame.end;
  if (index === 0 && adjacent && next.hasMarker && !next.onMarkerLine && !frame.onMarkerLine) {
    // What stands above the first object speaks for the file: it stays, and the next marker goes.
    return [deletion(frame.body.start, next.afterMarker)];
  }
  const last = frame.end === text.length;
  if (last && !endsLine(text)) {
    const before = text.slice(0, frame.start);
    return [deletion(before.length - (/(?:\r\n|\r|\n)$/.exec(before)?.[0].length ?? 0), frame.end)];
  }
  const needsMarker = !last && index > 0 && !startsWithMarker(stream, frame.end);
  return [{ start: frame.start, end: frame.end, text: needsMarker ? `---${dominantNewline(text)}` : '' }];
}

function startsWithMarker(stream: YamlStream, offset: number): boolean {
  const part = stream.parts.find((each) => each.chunk.start === offset);
  return part !== undefined && /(?:^|[\r\n])---(?=[ \t\r\n]|$)/.test(part.chunk.text);
}

function splice(text: string, body: { start: number; end: number }, edits: readonly TextEdit[]): string {
  let result = '';
  let done = body.start;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done, body.end);
}

function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text };
}

function deletion(start: number, end: number): TextEdit {
  return { start, end, text: '' };
}

function endsLine(text: string): boolean {
  return /[\r\n]$/.test(text);
}
