import type { ParsedDocument, SyntaxProblem } from './document.ts';
import { TreeObject } from './tree-object.ts';
import { problem } from './yaml-problem.ts';
import { splitYamlStream, type YamlChunk } from './yaml-stream.ts';
import { readYamlTree, type YamlTree } from './yaml-tree.ts';

const MAX_TEXT = 5_000_000;
const MAX_OBJECTS = 2_000;

/** One document of a stream, with its object where it has one. */
export interface YamlPart {
  readonly chunk: YamlChunk;
  readonly problems: readonly SyntaxProblem[];
  readonly object: TreeObject | undefined;
}

/** A parsed stream with the documents it consists of, empty ones included. */
export interface YamlStream extends ParsedDocument {
  readonly objects: readonly TreeObject[];
  readonly parts: readonly YamlPart[];
}

/**
 * Parses a YAML stream: core schema of YAML 1.2, merge keys resolved. Never throws: what is wrong becomes a problem.
 * Documents parsed lately are remembered by their text, so that a keystroke costs the object it changes.
 */
export function parseYaml(text: string): ParsedDocument {
  return parseYamlStream(text);
}

/** Like `parseYaml`, with the parts for the editor. */
export function parseYamlStream(text: string): YamlStream {
  const zero = text.indexOf('\0');
  if (zero >= 0) return refuse(text, problem('not-text', { start: zero, end: zero + 1 }));
  if (text.length > MAX_TEXT) return refuse(text, problem('too-large', { start: 0, end: 0 }));
  const parts: YamlPart[] = [];
  const objects: TreeObject[] = [];
  const problems: SyntaxProblem[] = [];
  for (const chunk of splitYamlStream(text)) {
    const tree = cache.read(chunk.text);
    const own = tree.problems.map((each) => shift(each, chunk.start));
    let object: TreeObject | undefined;
    if (tree.root !== undefined) {
      if (objects.length === MAX_OBJECTS) {
        problems.push(problem('too-many-objects', { start: chunk.start, end: chunk.start }));
        break;
      }
      const valid = tree.problems.every((each) => each.warning === true);
      object = new TreeObject(text, objects.length, chunk.start, tree.root, tree.value, valid);
      objects.push(object);
    }
    for (const each of own) problems.push(each);
    parts.push({ chunk, problems: own, object });
  }
  return { language: 'yaml', text, objects, problems, parts };
}

function refuse(text: string, problem: SyntaxProblem): YamlStream {
  return { language: 'yaml', text, objects: [], problems: [problem], parts: [] };
}

function shift(problem: SyntaxProblem, by: number): SyntaxProblem {
  return { ...problem, span: { start: problem.span.start + by, end: problem.span.end + by } };
}

/** The documents parsed last, by their text, as many as fit into a bound on their length together. */
class TreeCache {
  readonly #trees = new Map<string, YamlTree>();
  readonly #limit: number;
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  read(text: string): YamlTree {
    const known = this.#trees.get(text);
    const tree = known ?? readYamlTree(text);
    if (known !== undefined) this.#trees.delete(text);
    else this.#held += text.length;
    // A map keeps the order of insertion: what was used last stands last.
    this.#trees.set(text, tree);
    for (const oldest of this.#trees.keys()) {
      if (this.#held <= this.#limit) break;
      this.#trees.delete(oldest);
      this.#held -= oldest.length;
    }
    return tree;
  }
}

const cache = new TreeCache(1_000_000);
