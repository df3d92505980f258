import Type from 'typebox';
import { CompareOutput } from './comparison.ts';
import { engineErrors, operation, readErrors, Ticket, writeErrors } from './operation.ts';
import { ExtractOutput, UnpackOutput } from './outputs.ts';
import { ReviewerShape, ReviewOutput } from './review.ts';
import { TransferProgress } from './transfer-progress.ts';

const strict = { additionalProperties: false } as const;

/** A file or folder, or an image of the engine. */
const Side = Type.Union([
  Type.Object({ target: Ticket }, strict),
  Type.Object({ image: Type.String({ description: 'An image reference on the engine.' }) }, strict),
]);

const Written = Type.Object({ file: Type.String(), bytes: Type.Integer(), sha256: Type.String() }, strict);

/** Reviewing what somebody else made: nothing of it is executed, or written but where the user chose. */
export const reviewOperations = {
  'target.compare': operation({
    input: Type.Object({ before: Side, after: Side }, strict),
    output: CompareOutput,
    progress: TransferProgress,
    errors: [...readErrors, ...engineErrors],
  }),
  /**
   * Everything about one bundle. Its progress carries the first facts (`stage: 'manifests'`) as soon as both
   * manifests are read, before the images where the archive's order allows it.
   */
  'review.open': operation({
    input: Type.Object({ target: Ticket }, strict),
    output: ReviewOutput,
    progress: Type.Union([
      Type.Object({ transfer: TransferProgress }, strict),
      Type.Object({ review: ReviewOutput }, strict),
    ]),
    everyProgress: true,
    // Of an engine that fails while a project’s image is read from it; one that is not there is no error.
    errors: [...readErrors, 'EngineFailed'],
  }),
  /** Writes one file: a page that needs nothing else, or the same as JSON or SARIF. */
  'review.report': operation({
    input: Type.Object(
      {
        target: Ticket,
        output: Ticket,
        format: Type.Union([Type.Literal('html'), Type.Literal('json'), Type.Literal('sarif')]),
        /** Nodes of the cluster that resource totals are worked out for. */
        nodes: Type.Integer({ minimum: 1, maximum: 10_000 }),
        reviewer: Type.Optional(ReviewerShape),
        /** What it is compared with. */
        before: Type.Optional(Ticket),
        /** What the reviewer saw: a file that is another by now is refused. */
        sha256: Type.Optional(Type.String()),
      },
      strict,
    ),
    output: Written,
    progress: TransferProgress,
    errors: [...readErrors, ...writeErrors, ...engineErrors, 'Usage'],
  }),
  /** Writes one entry of a bundle as it is. */
  'review.extract': operation({
    input: Type.Object(
      {
        target: Ticket,
        entry: Type.String(),
        output: Ticket,
        /** Refuses a file that is there already; a dialog has asked about it itself. */
        keepExisting: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
    output: ExtractOutput,
    progress: TransferProgress,
    errors: [...readErrors, ...writeErrors, 'Usage'],
  }),
  /** Makes a project of a bundle in a new or empty folder: manifests, image archives, a gantry.json that names them. */
  'review.openAsProject': operation({
    input: Type.Object({ target: Ticket, folder: Ticket }, strict),
    output: UnpackOutput,
    progress: TransferProgress,
    errors: [...readErrors, ...writeErrors, 'FolderNotEmpty', 'Usage'],
  }),
} as const;
