import type { ReviewSignature } from '../../../shared/contract/review.ts';
import type { Diagnostic, Severity } from '../../../shared/rules/diagnostic.ts';
import { shown } from '../archives/archive-error.ts';
import type { ImageArchiveInfo, Wrapping } from '../archives/types.ts';
import type { PackageIdentity } from './package-identity.ts';

/** A file in a bundle. */
export interface BundleEntry {
  /** Without `./`; what lies in a package's inner archive is under `app.tar.gz/`. */
  readonly name: string;
  readonly bytes: number;
  /** Of the body, in hexadecimal digits. */
  readonly sha256: string;
}

/** A manifest in a bundle. */
export interface BundleManifest {
  readonly name: string;
  readonly text: string;
}

/** What one pass over a bundle, a package or an extracted folder found. */
export interface BundleContents {
  readonly kind: 'bundle' | 'pkg' | 'folder';
  /** How the archive itself is compressed. */
  readonly wrapping: Wrapping;
  /** Bytes of the file; of all files of a folder. */
  readonly bytes: number;
  /** Of the file, in hexadecimal digits; absent for a folder, and where reading ended at damage. */
  readonly sha256?: string;
  readonly entries: readonly BundleEntry[];
  readonly appSpec?: BundleManifest;
  readonly appJson?: BundleManifest;
  /** Every image archive that could be read, verified. */
  readonly images: readonly { readonly entry: string; readonly info: ImageArchiveInfo }[];
  /** A package's `app.id.json`. */
  readonly identity?: PackageIdentity;
  /** Only a package can be signed. */
  readonly signature: ReviewSignature;
  /** What is wrong with the archive itself; what the manifests say is for the rules. */
  readonly problems: readonly Diagnostic[];
}

/** Gathers findings about the archive itself. Each is about one entry, or about the whole file. */
export class BundleProblems {
  readonly list: Diagnostic[] = [];
  readonly #file: string;
  readonly #said = new Set<string>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Adds a finding once: damage in the middle of an image is met by the image's reader and by the bundle's. */
  add(code: string, severity: Severity, message: string, entry?: string): void {
    const file = entry ?? this.#file;
    const key = `${code} ${file} ${message}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    const start = { line: 1, column: 1 };
    this.list.push({
      code: `bundle/${code}`,
      severity,
      message,
      file,
      path: [],
      span: { start: 0, end: 0 },
      range: { start, end: start },
    });
  }
}

/** Whether a file is metadata that macOS leaves beside the one it is about: no manifest and no image, whatever its name ends with. */
export function isAppleFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.startsWith('._') || name === '.DS_Store' || path.startsWith('__MACOSX/');
}

/** What is to be said of a file that has no place in the archive, if anything. */
export function strangerProblem(
  path: string,
): { code: string; severity: Severity; message: string } | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isAppleFile(path)) {
    return {
      code: 'apple-file',
      severity: 'warning',
      message: `${shown(path)} is metadata that macOS added. Make the bundle with “gantry bundle”, or with COPYFILE_DISABLE=1 set.`,
    };
  }
  if (name === 'appspec.yaml' || name === 'app.json') {
    return {
      code: 'not-at-root',
      severity: 'error',
      message: `${shown(path)} lies in a folder, and the platform looks for ${name} at the archive’s root. Make the archive from inside the folder.`,
    };
  }
  return {
    code: 'extra-file',
    severity: 'note',
    message: `${shown(path)} is neither a manifest nor an image archive; the platform has no use for it.`,
  };
}
