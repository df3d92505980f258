import { type Dockerfile, parseDockerfile } from '../model/dockerfile.ts';
import type { FileFact } from './project.ts';

interface DockerfileFact {
  readonly file: FileFact;
  readonly text: string;
  readonly parsed: Dockerfile;
}

/** The project's files, looked up by name. */
export interface ProjectFiles {
  readonly list: readonly FileFact[];
  get(name: string): FileFact | undefined;
  /** Every Dockerfile or Containerfile whose text is known, wherever it lies. */
  readonly dockerfiles: readonly DockerfileFact[];
}

/** Indexes the files of a project. */
export function indexFiles(list: readonly FileFact[]): ProjectFiles {
  const byName = new Map(list.map((file) => [file.name, file]));
  const dockerfiles: DockerfileFact[] = [];
  for (const file of list) {
    if (file.text === undefined || !isDockerfile(file.name)) continue;
    dockerfiles.push({ file, text: file.text, parsed: parseDockerfile(file.text) });
  }
  return { list, get: (name) => byName.get(name), dockerfiles };
}

/** The last part of a file's name. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** `Dockerfile`, `Containerfile`, `Dockerfile.dev`, `web.Dockerfile`. */
export function isDockerfile(name: string): boolean {
  const base = baseName(name);
  return /^(?:Docker|Container)file(?:\.(?!dockerignore$)[\w.-]+)?$|\.(?:Docker|Container)file$/i.test(base);
}
