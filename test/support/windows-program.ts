/** Windows programs and their resources, through the library that electron-builder edits them with. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** What is used of resedit. */
interface Resedit {
  readonly NtExecutable: {
    createEmpty(is32Bit: boolean, isDll: boolean): Program;
    from(bytes: Uint8Array): Program;
  };
  readonly NtExecutableResource: { from(program: Program): ProgramResources };
  readonly Resource: {
    readonly VersionInfo: {
      createEmpty(): {
        setStringValues(language: object, values: Readonly<Record<string, string>>): void;
        outputToResourceEntries(entries: readonly ResourceEntry[]): void;
      };
    };
  };
}

interface Program {
  generate(): ArrayBuffer;
}

interface ProgramResources {
  readonly entries: readonly ResourceEntry[];
  outputResource(program: Program): void;
}

interface ResourceEntry {
  readonly type: string | number;
  readonly id: string | number;
  readonly bin: ArrayBuffer;
}

/** It comes with electron-builder and is found from there. */
function resedit(): Resedit {
  const builder = createRequire(import.meta.url).resolve('electron-builder');
  const library = createRequire(builder).resolve('app-builder-lib');
  return createRequire(library)('resedit') as Resedit;
}

/** A program without code that says what it is, as Electron's does. */
export function windowsProgram(): Buffer {
  const { NtExecutable, NtExecutableResource, Resource } = resedit();
  const program = NtExecutable.createEmpty(false, false);
  const resources = NtExecutableResource.from(program);
  const version = Resource.VersionInfo.createEmpty();
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(program);
  return Buffer.from(program.generate());
}

/** What a packaged program says of its archives: the resource that Electron compares them with as it starts. */
export async function asarIntegrityOf(path: string): Promise<unknown> {
  const entries = await resourcesOf(path);
  const entry = entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR');
  return entry === undefined ? undefined : JSON.parse(Buffer.from(entry.bin).toString('utf8'));
}

/** The pictures of a program's icon, each as it lies in the file the icon came from. */
export async function iconPicturesOf(path: string): Promise<readonly Buffer[]> {
  const icon = 3;
  return (await resourcesOf(path)).flatMap(({ type, bin }) => (type === icon ? [Buffer.from(bin)] : []));
}

async function resourcesOf(path: string): Promise<readonly ResourceEntry[]> {
  const { NtExecutable, NtExecutableResource } = resedit();
  return NtExecutableResource.from(NtExecutable.from(await readFile(path))).entries;
}
