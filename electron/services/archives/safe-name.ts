/** Longest name of one file on the file systems in use, bytes. */
const LONGEST_PART = 255;
const LONGEST_CHAIN = 40;

/**
 * What is unsafe about an entry's name, as a clause (“it is absolute”); `undefined` where nothing is.
 * `unpack` also refuses what some file system cannot hold: Windows device names and characters, parts too long.
 */
export function nameProblem(name: string, options: { readonly unpack?: boolean } = {}): string | undefined {
  if (name === '') return 'it is empty';
  if (name.includes('\0')) return 'it has a zero byte';
  if (name.includes('\\')) return 'it has a backslash';
  if (name.startsWith('/')) return 'it is absolute';
  if (/^[A-Za-z]:/.test(name)) return 'it begins with a drive letter';
  const parts = name.split('/');
  if (parts.includes('..')) return 'it leads out through “..”';
  return options.unpack === true
    ? parts.map(partProblem).find((problem) => problem !== undefined)
    : undefined;
}

function partProblem(part: string): string | undefined {
  if (part === '' || part === '.') return undefined;
  if (Buffer.byteLength(part) > LONGEST_PART) return `a part of it is longer than ${LONGEST_PART} bytes`;
  if (
    /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(?:\.|$)/i.test(part.replace(/[ .]+$/, ''))
  ) {
    return 'it is the name of a device on Windows';
  }
  if (/[. ]$/.test(part)) return 'a part of it ends with a dot or a space';
  if (/[<>:"|?*\p{Cc}]/u.test(part)) return 'it has a character that Windows does not allow';
  return undefined;
}

/** The one spelling of a safe name: no `./`, no double or last `/`. Empty for the archive's root. */
export function entryPath(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** Where a path leads once links are followed. */
export type Resolved =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly problem: string };

/** The names and links of one archive: finds duplicates, and links that lead out of it. */
export class NameTable {
  readonly #names = new Map<string, string>();
  readonly #links = new Map<string, { readonly target: string; readonly hard: boolean }>();

  readonly #unpack: boolean;

  /** `unpack`: names that some file system takes for one (capitals, how accents are written) are duplicates too. */
  constructor(options: { readonly unpack?: boolean } = {}) {
    this.#unpack = options.unpack === true;
  }

  /** Notes an entry by its `entryPath`. Gives the problem where another entry has that path. */
  add(path: string): string | undefined {
    const key = this.#unpack ? path.normalize('NFC').toLowerCase() : path;
    const other = this.#names.get(key);
    this.#names.set(key, path);
    if (other === undefined) return undefined;
    return other === path
      ? 'the archive has it twice'
      : `the archive also has “${other}”, which some systems take for the same`;
  }

  /** Notes a link. A symlink's target counts from its own folder, a hardlink's from the archive's root. Gives the problem of the target itself. */
  addLink(path: string, target: string, kind: 'symlink' | 'hardlink'): string | undefined {
    if (target === '') return 'its target is empty';
    if (target.includes('\0')) return 'its target has a zero byte';
    if (target.startsWith('/') || target.startsWith('\\')) return 'its target is absolute';
    if (/^[A-Za-z]:/.test(target)) return 'its target begins with a drive letter';
    if (kind === 'hardlink' && target.split('/').includes('..')) return 'its target leads out through “..”';
    this.#links.set(path, { target, hard: kind === 'hardlink' });
    return undefined;
  }

  /** The first link that leads out of the archive or round in a circle, once all are known. */
  badLink(): { readonly path: string; readonly problem: string } | undefined {
    for (const path of this.#links.keys()) {
      const resolved = this.resolve(path);
      if (!resolved.ok) return { path, problem: resolved.problem };
    }
    return undefined;
  }

  /** Follows every link of a path, in any of its parts. */
  resolve(path: string): Resolved {
    const rest = path.split('/').reverse();
    let done: string[] = [];
    let followed = 0;
    while (rest.length > 0) {
      const part = rest.pop();
      if (part === undefined || part === '' || part === '.') continue;
      if (part === '..') {
        if (done.length === 0) return { ok: false, problem: 'it leads out of the archive' };
        done.pop();
        continue;
      }
      done.push(part);
      const link = this.#links.get(done.join('/'));
      if (link === undefined) continue;
      followed += 1;
      if (followed > LONGEST_CHAIN) return { ok: false, problem: 'its links lead round in a circle' };
      rest.push(...link.target.split('/').reverse());
      if (link.hard) done = [];
      else done.pop();
    }
    return { ok: true, path: done.join('/') };
  }
}
