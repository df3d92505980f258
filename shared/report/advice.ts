import type { Advice } from '../contract/size-report.ts';
import { finalStages, parseDockerfile } from '../model/dockerfile.ts';
import { slimBase } from '../rules/dockerfile.ts';
import { NamedFiles, type Sign, testFolders } from './advice-signs.ts';
import {
  type FileEdit,
  firstOwnLayer,
  isCopyStep,
  wholeCopySteps,
  withIgnored,
  withJoinedRuns,
  withoutCache,
} from './dockerfile-edits.ts';
import { duplicateFiles } from './duplicate-files.ts';
import { formatBytes, formatCount } from './format.ts';
import type { HiddenBetween, ImageMeasure } from './image-measure.ts';

/** What is known of the project an image is built from. */
export interface BuildFiles {
  readonly dockerfile?: { readonly name: string; readonly text: string };
  /** Where it lies or would lie; the text is `undefined` where there is none. Absent where nobody looked. */
  readonly ignoreFile?: { readonly name: string; readonly text: string | undefined };
}

/** Advice whose edit is still two texts. */
export type DraftAdvice = Omit<Advice, 'edit'> & { readonly edit?: FileEdit };

/** What saves less is not worth a word, bytes. */
const leastSaving = 20_000;

/** What a sign, or several of one layer, comes to. */
type AdviceCode = keyof typeof words;

/** What is to be said about each kind of finding; `what` is its size and count: “48.2 MB in 30 files”. */
const words = {
  'apt-cache': (what: string) =>
    `apt kept ${what} of package lists and downloads. Remove /var/lib/apt/lists/* in the RUN that installs.`,
  'apk-cache': (what: string) => `apk kept ${what} of downloads. Install with “apk add --no-cache”.`,
  'dnf-cache': (what: string) =>
    `dnf or yum kept ${what} of downloads. Remove them in the RUN that installs.`,
  'pip-cache': (what: string) =>
    `pip kept ${what} of downloads that are never used again. Install with “pip install --no-cache-dir”.`,
  'npm-cache': (what: string) =>
    `npm kept ${what} of downloads that are never used again. Run “npm cache clean --force” in the same RUN, or install in an earlier stage.`,
  'yarn-cache': (what: string) =>
    `Yarn kept ${what} of downloads that are never used again. Run “yarn cache clean” in the same RUN, or install in an earlier stage.`,
  'version-control': (what: string, copied: boolean) =>
    `The history of a repository takes ${what}, and may tell what should stay private. ${copied ? 'List .git in .dockerignore.' : 'Remove it in the step that fetches it.'}`,
  'debug-symbols': (what: string) =>
    `Debug symbols take ${what}. Strip them, or keep them in an image of their own.`,
  'build-tools': (what: string) =>
    `Compilers, headers and other build tools take ${what} and do not run the app. Build in an earlier stage and copy the result.`,
  tests: (what: string) =>
    `Tests take ${what}. List your own in .dockerignore, and remove those of packages in the RUN that installs them.`,
  'python-bytecode': (what: string, copied: boolean) =>
    copied
      ? `Compiled Python takes ${what}. It came from the machine that builds; list __pycache__ in .dockerignore.`
      : `Compiled Python takes ${what}; Python makes it again where it is missing, which costs time at the start. Set PYTHONDONTWRITEBYTECODE=1 while building, and install with “pip install --no-compile”.`,
  'source-maps': (what: string) =>
    `Source maps take ${what}. Build the front end for production without them.`,
  'frontend-sources': (what: string) =>
    `Sources and modules of the front end take ${what} next to its build. Build it in an earlier stage and copy the build alone.`,
  'full-base': (what: string) =>
    `The base image brings ${what} of compilers, headers, manuals and other tools that its slim form leaves out. Build on the slim form where the app runs on it.`,
  'no-dockerignore': (what: string) =>
    `COPY takes in the whole folder, and no .dockerignore leaves anything out: ${what} of history, tests and compiled files came along.`,
};

const published: Partial<Record<AdviceCode, string>> = {
  'apt-cache': 'advice/package-cache',
  'apk-cache': 'advice/package-cache',
  'dnf-cache': 'advice/package-cache',
  'pip-cache': 'advice/package-cache',
  'npm-cache': 'advice/package-cache',
  'yarn-cache': 'advice/package-cache',
};

const ignoreRules: Partial<Record<AdviceCode, readonly string[]>> = {
  'version-control': ['**/.git', '**/.hg', '**/.svn'],
  'python-bytecode': ['**/__pycache__', '**/*.pyc'],
  'no-dockerignore': [
    '**/.git',
    '**/.hg',
    '**/.svn',
    '**/__pycache__',
    '**/*.pyc',
    ...testFolders.map((name) => `**/${name}`),
  ],
};

/** Files that came with a COPY of the whole folder and that a `.dockerignore` would have left out. */
const ignorable: ReadonlySet<Sign> = new Set(['version-control', 'tests', 'python-bytecode']);

/**
 * What could be left out of an image, most bytes first. No byte of the final tree is counted by two pieces of advice.
 * @param earlier the images of the same archive, bundle or project before this one: what both have is counted once
 */
export function adviseOn(
  image: ImageMeasure,
  earlier: readonly { readonly ref: string; readonly measure: ImageMeasure }[],
  build: BuildFiles = {},
): DraftAdvice[] {
  const advice = [
    ...signAdvice(image, build),
    ...image.hiddenBetween.flatMap((between) => hiddenAdvice(image, between, build)),
    ...earlier.flatMap((other) => duplicateAdvice(image, other)),
  ];
  return advice
    .filter(({ savesBytes }) => savesBytes >= leastSaving)
    .sort((a, b) => b.savesBytes - a.savesBytes);
}

function signAdvice(image: ImageMeasure, build: BuildFiles): DraftAdvice[] {
  const commands = image.layers.map(({ command }) => command);
  const own = ownLayers(commands, build);
  const isFullBase = fullBaseLayers(commands, build, own);
  const isWholeCopy = wholeCopyLayers(commands, build);
  const found = new Map<string, { code: AdviceCode; copied: boolean; files: NamedFiles }>();
  for (const sign of image.signs) {
    const { layer } = sign;
    const code = codeOf(sign.sign, isFullBase(layer), isWholeCopy(layer));
    if (code === undefined) continue;
    // What Python compiled in the base comes along, whatever the build does.
    if (code === 'python-bytecode' && own !== undefined && layer < own) continue;
    // A .dockerignore says nothing of what a RUN or the base brought.
    const copied = ignoreRules[code] !== undefined && isCopyStep(commands[layer] ?? '');
    const group = found.get(`${code} ${copied}`) ?? { code, copied, files: new NamedFiles() };
    found.set(`${code} ${copied}`, group);
    group.files.addFound(sign);
  }
  return [...found.values()].map(({ code, copied, files }) => {
    const paths = files.largest().map(({ path }) => path);
    const edit = editFor(code, build, copied ? paths : []);
    return {
      code: published[code] ?? `advice/${code}`,
      message: words[code](`${formatBytes(files.bytes)} in ${formatCount(files.files, 'file')}`, copied),
      savesBytes: files.bytes,
      paths,
      layers: [...files.layers].filter((layer) => layer >= 0).sort((a, b) => a - b),
      ...(edit === undefined ? {} : { edit }),
    };
  });
}

function codeOf(sign: Sign, fullBase: boolean, wholeCopy: boolean): AdviceCode | undefined {
  if (sign === 'documentation') return fullBase ? 'full-base' : undefined;
  if (sign === 'build-tools' && fullBase) return 'full-base';
  return wholeCopy && ignorable.has(sign) ? 'no-dockerignore' : sign;
}

/** The first layer that the Dockerfile made; `undefined` where there is none or it cannot be told. */
function ownLayers(commands: readonly string[], { dockerfile }: BuildFiles): number | undefined {
  return dockerfile === undefined ? undefined : firstOwnLayer(dockerfile.text, commands);
}

/** Tells the layers of a base image that has a slim form: from the Dockerfile, else from what official full images install. */
function fullBaseLayers(
  commands: readonly string[],
  { dockerfile }: BuildFiles,
  own: number | undefined,
): (layer: number) => boolean {
  if (dockerfile !== undefined && own !== undefined) {
    const base = finalStages(parseDockerfile(dockerfile.text)).at(-1)?.base ?? '';
    return slimBase(base) === undefined ? () => false : (layer) => layer < own;
  }
  const last = commands.findLastIndex((command) =>
    /\binstall\b.*\b(?:autoconf|mercurial|subversion)\b/s.test(command),
  );
  return (layer) => layer <= last;
}

/** Tells the layers that a COPY of the whole folder made, where no `.dockerignore` left anything out. */
function wholeCopyLayers(commands: readonly string[], build: BuildFiles): (layer: number) => boolean {
  const { dockerfile, ignoreFile } = build;
  if (dockerfile === undefined || ignoreFile === undefined) return () => false;
  if (ignoreFile.text !== undefined) return () => false;
  const isWholeCopy = wholeCopySteps(dockerfile.text);
  return (layer) => isWholeCopy(commands[layer] ?? '');
}

/** @param copied the largest files in question that came with a COPY */
function editFor(code: AdviceCode, build: BuildFiles, copied: readonly string[]): FileEdit | undefined {
  const { dockerfile, ignoreFile } = build;
  const rules = ignoreRules[code];
  if (rules !== undefined) {
    if (copied.length === 0 || ignoreFile === undefined) return undefined;
    const has = new Set(ignoreFile.text?.split(/\r?\n/).map((line) => line.trim()));
    const wanted = code === 'version-control' ? rules.filter((rule) => shows(rule, copied)) : rules;
    const missing = wanted.filter((rule) => !has.has(rule));
    return missing.length > 0 ? withIgnored(ignoreFile.name, ignoreFile.text, missing) : undefined;
  }
  if (dockerfile === undefined || !(code in published)) return undefined;
  return withoutCache(code as Sign, dockerfile.name, dockerfile.text);
}

/** Whether a folder of the rule's name is among what the paths lie in. */
function shows(rule: string, paths: readonly string[]): boolean {
  const name = rule.replace('**/', '/');
  return paths.some((path) => path.includes(`${name}/`));
}

function hiddenAdvice(image: ImageMeasure, between: HiddenBetween, build: BuildFiles): DraftAdvice[] {
  const { layer, hiddenBy, removed, bytes, files, paths } = between;
  const what = `${formatBytes(bytes)} in ${formatCount(files, 'file')}`;
  const place = `Layer ${hiddenBy + 1}`;
  const instead = isCopyStep(image.layers[layer]?.command ?? '')
    ? 'Leave them out of what is copied.'
    : 'Remove them in the step that makes them, or make them in an earlier stage.';
  const message = removed
    ? `${place} removes ${what} that layer ${layer + 1} brought; they are still in the image. ${instead}`
    : layer === hiddenBy
      ? `${place} has ${what} twice, of which only the last shows. What writes it names a path more than once.`
      : `${place} writes ${what} again that layer ${layer + 1} brought; both copies are in the image. Bring them in once, as they are to be: COPY takes --chown and --chmod.`;
  const commands = [image.layers[layer]?.command ?? '', image.layers[hiddenBy]?.command ?? ''] as const;
  const { dockerfile } = build;
  const edit =
    removed && dockerfile !== undefined
      ? withJoinedRuns(dockerfile.name, dockerfile.text, [...commands])
      : undefined;
  return [
    {
      code: removed ? 'advice/removed-later' : 'advice/changed-later',
      message,
      savesBytes: bytes,
      paths: [...paths],
      layers: layer === hiddenBy ? [layer] : [layer, hiddenBy],
      ...(edit === undefined ? {} : { edit }),
    },
  ];
}

function duplicateAdvice(
  image: ImageMeasure,
  other: { readonly ref: string; readonly measure: ImageMeasure },
): DraftAdvice[] {
  const { bytes, files, paths, layers } = duplicateFiles(image, other.measure);
  if (files === 0) return [];
  const what = `${formatBytes(bytes)} in ${formatCount(files, 'file')}`;
  return [
    {
      code: 'advice/duplicate-file',
      message: `“${other.ref}” has ${what} of the same path and size, in layers the two do not share. Put them into one base image that both build on.`,
      savesBytes: bytes,
      paths,
      layers,
    },
  ];
}
