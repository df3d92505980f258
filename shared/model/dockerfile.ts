import type { Span } from '../text/span.ts';

/** One instruction of a Dockerfile, its continued lines joined. */
interface Instruction {
  /** In capitals: `FROM`, `COPY`. */
  readonly name: string;
  /** Everything behind the name, without comments and line continuations. */
  readonly rest: string;
  readonly span: Span;
}

export interface Stage {
  /** The `FROM` line. */
  readonly from: Instruction;
  /** The base as written: `python:3.11-slim`, or the name of an earlier stage. */
  readonly base: string;
  readonly name?: string;
  /** Of `--platform`, as written. */
  readonly platform?: string;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  readonly stages: readonly Stage[];
  /** Every instruction in order, those before the first `FROM` too. */
  readonly instructions: readonly Instruction[];
}

/** Reads the instructions of a Dockerfile as far as they can be told; never fails. Here-documents are skipped over. */
export function parseDockerfile(text: string): Dockerfile {
  const instructions = readInstructions(text);
  const stages: Stage[] = [];
  let current: Instruction[] = [];
  for (const instruction of instructions) {
    if (instruction.name !== 'FROM') {
      current.push(instruction);
      continue;
    }
    current = [];
    const match = /^((?:--\S+\s+)*)(\S+)(?:\s+[aA][sS]\s+(\S+))?/.exec(instruction.rest);
    const platform = /--platform=(\S+)/.exec(match?.[1] ?? '')?.[1];
    const name = match?.[3];
    stages.push({
      from: instruction,
      base: match?.[2] ?? '',
      ...(name === undefined ? {} : { name }),
      ...(platform === undefined ? {} : { platform }),
      instructions: current,
    });
  }
  return { stages, instructions };
}

/** The last stage and the earlier stages of the same file that it is built from, nearest first. */
export function finalStages(dockerfile: Dockerfile): readonly Stage[] {
  const chain: Stage[] = [];
  let stage = dockerfile.stages.at(-1);
  let before = dockerfile.stages.length - 1;
  while (stage !== undefined) {
    chain.push(stage);
    const base = stage.base.toLowerCase();
    const index = dockerfile.stages
      .slice(0, before)
      .findLastIndex((each) => each.name?.toLowerCase() === base);
    stage = index < 0 ? undefined : dockerfile.stages[index];
    before = index;
  }
  return chain;
}

/** The ports that `EXPOSE` of the final image names (`8080/tcp`); `undefined` where one comes from a variable. */
export function exposedPorts(dockerfile: Dockerfile): readonly string[] | undefined {
  const ports: string[] = [];
  for (const instruction of finalStages(dockerfile).flatMap((stage) => stage.instructions)) {
    if (instruction.name !== 'EXPOSE') continue;
    for (const word of instruction.rest.split(/\s+/)) {
      const match = /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/i.exec(word);
      if (match === null) return undefined;
      const protocol = (match[3] ?? 'tcp').toLowerCase();
      const first = Number(match[1]);
      const last = Math.min(Number(match[2] ?? first), first + 65_535);
      for (let port = first; port <= last; port++) ports.push(`${port}/${protocol}`);
    }
  }
  return ports;
}

function readInstructions(text: string): Instruction[] {
  const mark = /^\s*#\s*escape\s*=\s*`/im.test(text.slice(0, 1024)) ? '`' : '\\';
  const lines = [...text.matchAll(/[^\n]*(?:\n|$)/g)].filter((line) => line[0] !== '');
  const instructions: Instruction[] = [];
  for (let i = 0; i < lines.length; i++) {
    const first = lines[i]?.[0] ?? '';
    const start = lines[i]?.index ?? 0;
    const head = /^\s*([A-Za-z]+)(?:[ \t]+|(?=[\r\n]|$))/.exec(first);
    if (head === null) continue;
    let body = first.slice(head[0].length).trimEnd();
    let end = start + first.trimEnd().length;
    while (body.endsWith(mark) && i + 1 < lines.length) {
      i += 1;
      const next = (lines[i]?.[0] ?? '').trimEnd();
      if (/^\s*#/.test(next)) {
        // A comment between continued lines is left out; the line before it still goes on.
        if (i + 1 < lines.length) continue;
        body = body.slice(0, -1);
        break;
      }
      body = `${body.slice(0, -1)}${next}`;
      end = (lines[i]?.index ?? 0) + next.length;
    }
    const name = (head[1] ?? '').toUpperCase();
    instructions.push({
      name,
      rest: body.trim(),
      span: { start: start + (first.length - first.trimStart().length), end },
    });
    for (const marker of hereDocuments(name, body)) {
      while (i + 1 < lines.length) {
        i += 1;
        if ((lines[i]?.[0] ?? '').trim() === marker) break;
      }
    }
  }
  return instructions;
}

function hereDocuments(name: string, body: string): string[] {
  if (name !== 'RUN' && name !== 'COPY' && name !== 'ADD') return [];
  return [...body.matchAll(/<<-?(["']?)([A-Za-z_]\w*)\1/g)].map((match) => match[2] ?? '');
}
