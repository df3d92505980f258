import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Parser } from 'assemblyscript';

const checkout = resolve(import.meta.dirname, '../..');
const services = join(checkout, 'electron/services/deflate');
/** What was compiled before, by everything it was made of: the compiler takes seconds. */
const kept = join(checkout, 'build/assembly');

/** The stub runtime is none: nothing is allocated. Assertions of the library would only add code. */
const flags = ['--runtime', 'stub', '-O3', '--noAssert', '--uncheckedBehavior', 'always', '--enable', 'simd'];

interface Program {
  readonly sources: string;
  /** What the loops over every byte are made of: by itself the compiler calls some of them. */
  readonly inlined: ReadonlySet<string>;
}

/** Our compressor and what checks its work, which share nothing, by the names of their files. */
const programs: Readonly<Record<string, Program>> = {
  'deflate.wasm': {
    sources: join(services, 'assembly'),
    inlined: new Set([
      'approach',
      'atGlance',
      'back',
      'codeIf',
      'countLiteral',
      'distanceOf',
      'distanceSymbol',
      'enter',
      'enterChain',
      'enterRow',
      'fourBytes',
      'hash',
      'lengthOf',
      'lengthSymbol',
      'longerRecentMatchAt',
      'longestMatchAt',
      'longestOf',
      'matchOf',
      'parse',
      'putMatch',
      'recentMatchAt',
      'rowOf',
      'sameBytes',
      'shortHash',
      'take',
      'worth',
    ]),
  },
  'check.wasm': {
    sources: join(services, 'checker'),
    inlined: new Set(['bitsAt', 'entry', 'goTo', 'isPastEnd', 'take']),
  },
};

/** As far as rolldown knows it. */
interface EmittingPlugin {
  readonly name: string;
  generateBundle(this: {
    emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): string;
  }): Promise<void>;
}

/** Puts both, compiled, beside the program of the threads that run them. */
export function deflatePrograms(): EmittingPlugin {
  return {
    name: 'deflate-programs',
    async generateBundle() {
      for (const [fileName, program] of Object.entries(programs)) {
        this.emitFile({ type: 'asset', fileName, source: await compile(program) });
      }
    },
  };
}

async function compile(program: Program): Promise<Uint8Array> {
  const { sources, inlined } = program;
  const hash = createHash('sha256').update([...flags, ...inlined].join(' '));
  hash.update(readFileSync(join(checkout, 'node_modules/assemblyscript/package.json')));
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(join(sources, name)));
  const path = join(kept, `${hash.digest('hex')}.wasm`);
  try {
    return readFileSync(path);
  } catch {
    const bytes = await compiled(program);
    mkdirSync(kept, { recursive: true });
    writeFileSync(path, bytes);
    return bytes;
  }
}

async function compiled({ sources, inlined }: Program): Promise<Uint8Array> {
  // Loaded for this alone: it is large.
  const { main } = await import('assemblyscript/asc');
  const { FunctionDeclaration, Node } = await import('assemblyscript');
  const { Transform } = await import('assemblyscript/transform');
  /** Does what `@inline` before them would, which is no TypeScript there. */
  class Inline extends Transform {
    override afterParse(parser: Parser): void {
      for (const statement of parser.sources.flatMap((source) => source.statements)) {
        if (!(statement instanceof FunctionDeclaration) || !inlined.has(statement.name.text)) continue;
        const name = Node.createIdentifierExpression('inline', statement.range);
        statement.decorators = [Node.createDecorator(name, null, statement.range)];
      }
    }
  }
  const written = new Map<string, string | Uint8Array>();
  const { error, stderr } = await main(['index.ts', '--baseDir', sources, '-o', 'program.wasm', ...flags], {
    transforms: [new Inline()],
    writeFile: (name: string, contents: string | Uint8Array) => {
      written.set(name, contents);
    },
  });
  const program = written.get('program.wasm');
  if (error !== null || !(program instanceof Uint8Array)) {
    throw new Error(`${sources} does not compile: ${stderr.toString()}`, { cause: error });
  }
  return program;
}
