import type { ErrorCode } from '../../shared/contract/error.ts';

/** What the command line ends with. */
export const exitStatus = {
  clean: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** Wrong usage or unreadable input. */
  usage: 2,
  /** No engine, or it failed. */
  engine: 3,
  /** Writing failed. */
  writing: 4,
  cancelled: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** The status of every error. */
const statuses: Readonly<Record<ErrorCode, ExitStatus>> = {
  NotAProject: exitStatus.usage,
  FileUnreadable: exitStatus.usage,
  FileTooLarge: exitStatus.usage,
  NotText: exitStatus.usage,
  InvalidSettings: exitStatus.usage,
  UnknownTemplate: exitStatus.usage,
  FolderNotEmpty: exitStatus.usage,
  Usage: exitStatus.usage,
  ArchiveInvalid: exitStatus.usage,
  ImageNotFound: exitStatus.engine,
  ImageSourceMissing: exitStatus.engine,
  EngineUnavailable: exitStatus.engine,
  EngineFailed: exitStatus.engine,
  BuildFailed: exitStatus.engine,
  FindingsBlock: exitStatus.findings,
  OutputUnwritable: exitStatus.writing,
  DiskFull: exitStatus.writing,
  SigningFailed: exitStatus.usage,
  VerificationFailed: exitStatus.writing,
  ValidatorFailed: exitStatus.usage,
  // Nothing was written.
  Conflict: exitStatus.writing,
  ConnectionLost: exitStatus.usage,
  Cancelled: exitStatus.cancelled,
  // A defect: not 1, which a pipeline reads as findings.
  Internal: exitStatus.usage,
};

/** The exit status of a failed run. */
export function statusOf(code: ErrorCode): ExitStatus {
  return statuses[code];
}
