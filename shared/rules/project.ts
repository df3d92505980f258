import type { ParsedDocument } from '../text/document.ts';
import type { Severity } from './diagnostic.ts';

/** A fact, or why it is not known and what would let it be. */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly reason: string; readonly remedy: string };

/** A manifest as the rules see it. `name` is what the user calls it (`appspec.yaml`, `dist/app.json`). */
export interface SourceFile {
  readonly name: string;
  readonly document: ParsedDocument;
}

/** A file of the project. */
export interface FileFact {
  /** Relative to the project, with `/`. */
  readonly name: string;
  readonly bytes: number;
  /** `undefined` where the file system keeps no run bits (Windows) and git does not know either. */
  readonly executable?: boolean;
  /** For small text files a rule may read (Dockerfile, wrapper.sh, .dockerignore, sources up to 256 KiB). */
  readonly text?: string;
}

/** What is known of one image, from an archive or an engine. */
export interface ImageFact {
  /** Where it comes from, for messages: `my-app.tar`, or `the engine`. */
  readonly origin: string;
  readonly id: string;
  /** Full references, normalised: `my-app:latest`. */
  readonly tags: readonly string[];
  /** `linux/amd64`, `linux/arm64/v8`; `undefined` where the config has none. */
  readonly platform?: string;
  /** Sum of the layers, uncompressed. */
  readonly bytes: number;
  /** `8080/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
}

/** Everything the rules see. Built by services from a folder, a bundle or a single file; the page builds it from open editors. */
export interface Project {
  readonly kind: 'project' | 'manifest' | 'bundle';
  /** For messages: folder or file name. */
  readonly name: string;
  /** Absent where the file does not exist (kind `manifest`: where it was not asked for). */
  readonly appSpec?: SourceFile;
  readonly appJson?: SourceFile;
  readonly files: Known<readonly FileFact[]>;
  readonly images: Known<readonly ImageFact[]>;
  /** The version last exported from here, `null` where none was. */
  readonly lastExport: Known<{ readonly version: string; readonly at: string } | null>;
  /** From gantry.json: a code's other severity, or `off`. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}
