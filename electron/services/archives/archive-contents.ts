import { createHash } from 'node:crypto';
import { archiveInvalid, shortDigest, shown } from './archive-error.ts';
import { entryPath, NameTable, nameProblem } from './safe-name.ts';
import type { ArchiveError, ArchiveLimits, TarHeader, Wrapping } from './types.ts';

/** What reading a blob to its end proved. */
export interface BlobProof {
  /** `sha256:…` of the blob as stored. */
  readonly digest: string;
  /** `sha256:…` of the blob unpacked. */
  readonly diffId: string;
  /** Bytes unpacked. */
  readonly bytes: number;
  readonly compression: Wrapping;
  /** Why it could not be unpacked, or is no tar where it should be one; matters only where it serves as a layer. */
  readonly problem?: string;
}

/** A file of an image archive. */
export interface StoredBlob {
  /** Its `entryPath`. */
  readonly path: string;
  readonly storedBytes: number;
  /** First bytes say JSON: the document, or `too-large`. */
  readonly json?: Uint8Array | 'too-large';
  /** Bytes unpacked, where that is known without proof. */
  readonly bytes?: number;
  readonly proof?: BlobProof;
  /** It was passed over unread: a layer that its taker has already, going by its name or length. */
  readonly passedOver?: boolean;
}

/** All JSON documents of an archive together may take this many times the limit of one. */
const JSON_DOCUMENTS = 4;
const MOST_ENTRIES = 100_000;

/** The files and links of an image archive as a pass finds them, later asked for by name. */
export class ArchiveContents {
  readonly file: string;
  readonly limits: ArchiveLimits;
  readonly #blobs = new Map<string, StoredBlob>();
  readonly #names = new NameTable();
  #jsonBytes = 0;
  #entries = 0;

  constructor(file: string, limits: ArchiveLimits) {
    this.file = file;
    this.limits = limits;
  }

  invalid(problem: string, entry?: string): ArchiveError {
    return archiveInvalid(this.file, problem, entry);
  }

  /** Takes note of an entry; gives the path of one whose body is to be read. Fails on names, links and kinds that have no place here. */
  note(header: TarHeader): string | undefined {
    const { name, type, linkName } = header;
    this.#entries += 1;
    if (this.#entries > MOST_ENTRIES) {
      throw this.invalid(
        `it has more than ${MOST_ENTRIES.toLocaleString('en')} entries, so it is no image archive`,
      );
    }
    const problem = nameProblem(name);
    if (problem !== undefined) throw this.invalid(`the name ${shown(name)} is unsafe: ${problem}`, name);
    if (type === 'directory') return undefined;
    const path = entryPath(name);
    if (path === '') throw this.invalid(`the name ${shown(name)} is unsafe: it names no file`, name);
    const duplicate = this.#names.add(path);
    if (duplicate !== undefined) throw this.invalid(`it has ${shown(path)} twice`, name);
    if (type === 'file') {
      if (header.realSize === header.size) return path;
      throw this.invalid(`${shown(path)} is stored as a sparse file, which engines do not write`, name);
    }
    if (type !== 'symlink' && type !== 'hardlink') {
      throw this.invalid(`${shown(path)} is neither a file, a folder nor a link`, name);
    }
    const bad = this.#names.addLink(path, linkName, type);
    if (bad !== undefined) throw this.invalid(`the link ${shown(path)} is unsafe: ${bad}`, name);
    return undefined;
  }

  add(blob: StoredBlob): void {
    if (blob.json !== undefined && blob.json !== 'too-large') {
      this.#jsonBytes += blob.json.length;
      const most = this.limits.jsonBytes * JSON_DOCUMENTS;
      if (this.#jsonBytes > most) {
        throw this.invalid(`its JSON documents together are larger than ${most.toLocaleString('en')} bytes`);
      }
    }
    this.#blobs.set(blob.path, blob);
  }

  /** Fails where a link leads out of the archive or in a circle; called once all entries are known. */
  checkLinks(): void {
    const bad = this.#names.badLink();
    if (bad !== undefined)
      throw this.invalid(`the link ${shown(bad.path)} is unsafe: ${bad.problem}`, bad.path);
  }

  /** The file a path leads to, through links. */
  find(path: string): StoredBlob | undefined {
    const direct = this.#blobs.get(path);
    if (direct !== undefined) return direct;
    const resolved = this.#names.resolve(path);
    return resolved.ok ? this.#blobs.get(resolved.path) : undefined;
  }

  /** The file a path leads to. `role` says in errors what needs it: “layer 2 of my-app:latest”. */
  need(path: string, role: string): StoredBlob {
    const blob = this.find(path);
    if (blob === undefined) throw this.invalid(`it lacks ${shown(path)}, ${role}`, path);
    return blob;
  }

  /** A file's JSON document. Fails where it is too large, not UTF-8 or not JSON. */
  document(blob: StoredBlob): unknown {
    if (blob.json === 'too-large') {
      const limit = this.limits.jsonBytes.toLocaleString('en');
      throw this.invalid(
        `${shown(blob.path)} is larger than the ${limit} bytes a JSON document may have`,
        blob.path,
      );
    }
    let cause: unknown;
    if (blob.json !== undefined) {
      try {
        return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(blob.json)) as unknown;
      } catch (error) {
        cause = error;
      }
    }
    throw archiveInvalid(this.file, `${shown(blob.path)} is not valid JSON`, blob.path, cause);
  }

  /** `sha256:…` of a file whose JSON is held. */
  digestOf(blob: StoredBlob): string {
    if (blob.proof !== undefined) return blob.proof.digest;
    return blob.json instanceof Uint8Array
      ? `sha256:${createHash('sha256').update(blob.json).digest('hex')}`
      : '';
  }

  /** Fails where a file's bytes do not have the digest its name or a descriptor claims. */
  checkDigest(blob: StoredBlob, claimed: string): void {
    const actual = this.digestOf(blob);
    if (actual === claimed) return;
    // Without a proof only documents have a digest; asking for the document says what is wrong with this one.
    if (actual === '') this.document(blob);
    throw this.invalid(
      `${shown(blob.path)} has the wrong digest: it should be ${shortDigest(claimed)}, its bytes give ${shortDigest(actual)}`,
      blob.path,
    );
  }
}
