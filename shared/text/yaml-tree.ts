import { Composer, type CST, type Document, Lexer, Parser } from 'yaml';
import type { SyntaxProblem } from './document.ts';
import { findValueFailure, MAX_DEPTH, plainValue } from './plain-value.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { describeYamlError, describeYamlWarning, problem } from './yaml-problem.ts';
import { emptyScalar, TreeBuilder } from './yaml-tree-builder.ts';

/** What one document of a stream comes to. Offsets count from the start of its chunk. */
export interface YamlTree {
  /** `undefined` where the document holds nothing but comments. */
  readonly root: SyntaxNode | undefined;
  readonly value: unknown;
  readonly problems: readonly SyntaxProblem[];
}

/** Beyond this, one broken document would drown all else. */
const MAX_PROBLEMS = 50;

/** Words and signs of one document; each costs the library some hundred bytes. */
const MAX_LEXEMES = 200_000;

/** Parses the text of one document. Never throws. */
export function readYamlTree(text: string): YamlTree {
  if (/^\uFEFF?(?:---|\.\.\.)?(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$))*$/.test(text)) {
    return { root: undefined, value: undefined, problems: [] };
  }
  // A lone CR ends a line in YAML, which the library does not know; both are one character long.
  const source = text.replace(/\r(?!\n)/g, '\n');
  const tokens = tokenize(source);
  if ('code' in tokens) return { root: emptyScalar(0), value: undefined, problems: [tokens] };
  const composer = new Composer({
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    keepSourceTokens: true,
    prettyErrors: false,
  });
  const problems: SyntaxProblem[] = [];
  let document: Document.Parsed | undefined;
  for (const each of composer.compose(tokens, true, source.length)) {
    for (const error of each.errors) problems.push(describeYamlError(error, source));
    for (const warning of each.warnings) problems.push(describeYamlWarning(warning, source));
    document ??= each as Document.Parsed;
  }
  const builder = new TreeBuilder(source, problems);
  const contents = document?.contents;
  const root = contents ? builder.build(contents, documentStart(tokens)) : undefined;
  const empty =
    root === undefined ||
    (root.kind === 'scalar' && root.style === 'empty' && root.outerStart === root.start);
  if (empty) {
    return {
      root: problems.length > 0 ? emptyScalar(0) : undefined,
      value: undefined,
      problems: tidy(problems, source),
    };
  }
  const failure = findValueFailure(root);
  if (failure !== undefined) {
    problems.push(problem(failure.code, { start: failure.node.start, end: failure.node.end }));
  }
  return {
    root,
    value: failure === undefined ? plainValue(root) : undefined,
    problems: tidy(problems, source),
  };
}

/** One problem per place, in their order. */
function tidy(problems: readonly SyntaxProblem[], source: string): SyntaxProblem[] {
  const places = new Map<number, SyntaxProblem>();
  for (const each of [...problems].sort((a, b) => a.span.start - b.span.start)) {
    const first = places.get(each.span.start);
    if (first === undefined) places.set(each.span.start, each);
    else if (first.code === 'map-on-one-line' && each.code === 'multi-line-key') {
      // `a: 1` with `  b: 2` below: the library sees a key "1 b", a person an indentation too deep.
      const start = source.lastIndexOf('\n', each.span.end - 1) + 1;
      places.set(each.span.start, problem('bad-indent', { start, end: each.span.end }));
    }
  }
  return [...places.values()].slice(0, MAX_PROBLEMS);
}

/** The tokens of a document, or why it is not worth going on: the composer recurses, this does not. */
function tokenize(source: string): CST.Token[] | SyntaxProblem {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(source)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    const at = Math.min(parser.offset, source.length);
    // The document and an open scalar are on the stack too.
    if (parser.stack.length > MAX_DEPTH + 2) {
      return problem('too-deep', { start: at, end: Math.min(at + 1, source.length) });
    }
    if (++lexemes > MAX_LEXEMES) return problem('too-large', { start: 0, end: 0 });
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function documentStart(tokens: readonly CST.Token[]): readonly CST.SourceToken[] {
  const token = tokens.find((each) => each.type === 'document');
  return token?.type === 'document' ? token.start : [];
}
