import type { DiagnosticOutput } from './outputs.ts';

/**
 * Everything that can go wrong for a reason the user can act on, with its data.
 * The words for people are in `messages.ts`, the exit statuses in the command line.
 */
export interface ErrorData {
  NotAProject: { path: string };
  FileUnreadable: { path: string; reason: string };
  FileTooLarge: { path: string; bytes: number; limit: number };
  NotText: { path: string; encoding: string };
  /** `at` is where in its text, in UTF-16 units. */
  InvalidSettings: { path: string; problem: string; at?: { start: number; end: number } };
  UnknownTemplate: { name: string; known: readonly string[] };
  FolderNotEmpty: { path: string };
  Usage: { problem: string };
  /** `entry` names the part of the archive, where one is at fault. */
  ArchiveInvalid: { file: string; entry?: string; problem: string };
  ImageNotFound: { reference: string; where: string };
  ImageSourceMissing: { references: readonly string[] };
  EngineUnavailable: { tried: readonly { endpoint: string; answer: string }[] };
  EngineFailed: { endpoint: string; operation: string; reason: string };
  BuildFailed: { reference: string; reason: string };
  /** `diagnostics` are all findings, for the caller to show. */
  FindingsBlock: { errors: number; name: string; diagnostics?: readonly DiagnosticOutput[] };
  OutputUnwritable: { path: string; reason: string };
  DiskFull: { path: string; needed?: number; free?: number };
  SigningFailed: { path: string; reason: string };
  VerificationFailed: { file: string; problem: string };
  ValidatorFailed: { path: string; reason: string };
  /** The file is not what it was when its text was read; `text` is what it holds now. */
  Conflict: { path: string; revision: string; text: string };
  /** The page's port to its host closed before the answer came, so it is not known how the call ended. */
  ConnectionLost: { operation: string };
  Cancelled: { operation: string };
  Internal: { reason: string };
}

export type ErrorCode = keyof ErrorData;

/** The one error that crosses a service boundary; anything else is a defect and becomes `Internal`. */
export class GantryError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly data: ErrorData[Code];

  constructor(code: Code, data: ErrorData[Code], options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(data)}`, options);
    this.name = 'GantryError';
    this.code = code;
    this.data = data;
  }
}

/** Narrows an unknown failure to an error of one code. */
export function isError<Code extends ErrorCode>(error: unknown, code: Code): error is GantryError<Code> {
  return error instanceof GantryError && error.code === code;
}
