import Type, { type Static, type TSchema } from 'typebox';
import type { ErrorCode } from './error.ts';

/** One thing the trusted side does for a caller, with the schemas of what goes in and comes out. */
export interface Operation<Input extends TSchema, Output extends TSchema, Progress extends TSchema> {
  readonly input: Input;
  readonly output: Output;
  readonly progress: Progress;
  /** What it may fail with, besides `Cancelled` and `Internal`. */
  readonly errors: readonly ErrorCode[];
  /** Whether each piece of progress is news of its own, as a line of a log is. Otherwise the latest stands for those before it. */
  readonly everyProgress?: true;
}

/** Declares an operation and keeps its exact types. */
export function operation<Input extends TSchema, Output extends TSchema, Progress extends TSchema>(
  declared: Operation<Input, Output, Progress>,
): Operation<Input, Output, Progress> {
  return declared;
}

/** How reading a project or an archive fails. */
export const readErrors = [
  'NotAProject',
  'FileUnreadable',
  'FileTooLarge',
  'NotText',
  'InvalidSettings',
  'ArchiveInvalid',
] as const;

/** How asking the engine for an image fails. */
export const engineErrors = ['EngineUnavailable', 'EngineFailed', 'ImageNotFound'] as const;

/** How writing a file fails. */
export const writeErrors = ['OutputUnwritable', 'DiskFull'] as const;

/** Stands for a path that the trusted side was shown; a page never names a path itself. */
export const Ticket = Type.String({ minLength: 1, description: 'Ticket of a file or folder.' });

/** For operations that are over at once. */
export const NoProgress = Type.Null();

/** For inputs and outputs without members. */
export const Nothing = Type.Object({}, { additionalProperties: false });

/** A set of operations by name. */
export type OperationTable = Readonly<Record<string, Operation<TSchema, TSchema, TSchema>>>;

/** What a host tells its callers unasked, by name. */
export type EventTable = Readonly<Record<string, TSchema>>;

/** The trusted side of a table, as its callers see it. */
export type ServicesOf<Table extends OperationTable, Signal> = {
  readonly [Name in keyof Table]: (
    input: Static<Table[Name]['input']>,
    call: { readonly signal: Signal; progress(value: Static<Table[Name]['progress']>): void },
  ) => Promise<Static<Table[Name]['output']>>;
};
