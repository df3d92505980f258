import Type, { type Static } from 'typebox';
import {
  engineErrors,
  NoProgress,
  operation,
  readErrors,
  type ServicesOf,
  Ticket,
  writeErrors,
} from './operation.ts';
import {
  BuildOutput,
  BumpOutput,
  BundleOutput,
  CacheOutput,
  CreateOutput,
  DoctorOutput,
  FixOutput,
  InspectOutput,
  ValidateOutput,
} from './outputs.ts';
import { reviewOperations } from './review-operations.ts';
import { ImageReportOutput } from './size-report.ts';
import { TransferProgress } from './transfer-progress.ts';

export { TransferProgress } from './transfer-progress.ts';

const LogLine = Type.Object({ line: Type.String() }, { additionalProperties: false });

/** Every operation, once. Hosts serve them, callers call them, `createServices` fills them all. */
export const operations = {
  'project.create': operation({
    input: Type.Object(
      { folder: Ticket, template: Type.String(), name: Type.Optional(Type.String()) },
      { additionalProperties: false },
    ),
    output: CreateOutput,
    progress: NoProgress,
    errors: ['UnknownTemplate', 'FolderNotEmpty', 'Usage', ...writeErrors],
  }),
  'project.bump': operation({
    input: Type.Object(
      {
        project: Ticket,
        part: Type.Union([Type.Literal('major'), Type.Literal('minor'), Type.Literal('patch')]),
      },
      { additionalProperties: false },
    ),
    output: BumpOutput,
    progress: NoProgress,
    errors: [...readErrors, ...writeErrors],
  }),
  'project.build': operation({
    input: Type.Object(
      { project: Ticket, platform: Type.Optional(Type.String()) },
      { additionalProperties: false },
    ),
    output: BuildOutput,
    progress: LogLine,
    everyProgress: true,
    errors: [...readErrors, ...engineErrors, 'BuildFailed'],
  }),
  'target.validate': operation({
    input: Type.Object(
      { target: Ticket, referenceValidator: Type.Optional(Ticket) },
      { additionalProperties: false },
    ),
    output: ValidateOutput,
    progress: TransferProgress,
    errors: [...readErrors, 'ValidatorFailed'],
  }),
  'target.fix': operation({
    input: Type.Object({ target: Ticket, dryRun: Type.Boolean() }, { additionalProperties: false }),
    output: FixOutput,
    progress: NoProgress,
    errors: [...readErrors, ...writeErrors],
  }),
  'target.inspect': operation({
    input: Type.Union([
      Type.Object(
        {
          target: Ticket,
          /** Unpacks and proves a bundle whole, where its own index would do. */
          whole: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
      Type.Object(
        { image: Type.String({ description: 'An image reference on the engine.' }) },
        { additionalProperties: false },
      ),
    ]),
    output: InspectOutput,
    progress: TransferProgress,
    errors: [...readErrors, ...engineErrors],
  }),
  /** Where every byte comes from; a report made before is given again without reading the image. */
  'image.report': operation({
    input: Type.Union([
      Type.Object(
        { project: Ticket, reference: Type.String({ description: 'As the AppSpec names it.' }) },
        { additionalProperties: false },
      ),
      Type.Object(
        {
          target: Ticket,
          /** Of an archive or bundle with several images; all where absent. */
          reference: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
      Type.Object(
        { image: Type.String({ description: 'An image reference on the engine.' }) },
        { additionalProperties: false },
      ),
    ]),
    output: ImageReportOutput,
    progress: TransferProgress,
    errors: [...readErrors, ...engineErrors, 'ImageSourceMissing'],
  }),
  ...reviewOperations,
  'bundle.export': operation({
    input: Type.Object(
      {
        project: Ticket,
        output: Type.Optional(Ticket),
        /** Archives given for references, before gantry.json and the engine. */
        images: Type.Array(
          Type.Object({ reference: Type.String(), archive: Ticket }, { additionalProperties: false }),
        ),
        /** gzip level, 1 to 9. */
        level: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
        layout: Type.Union([Type.Literal('bundle'), Type.Literal('pkg')]),
        /** Write even where the rules find errors. */
        force: Type.Boolean(),
        /** PEM files; layout pkg only. */
        signing: Type.Optional(
          Type.Object({ key: Ticket, certificate: Ticket }, { additionalProperties: false }),
        ),
      },
      { additionalProperties: false },
    ),
    output: BundleOutput,
    progress: TransferProgress,
    errors: [
      ...readErrors,
      ...engineErrors,
      ...writeErrors,
      'ImageSourceMissing',
      'FindingsBlock',
      'SigningFailed',
      'VerificationFailed',
      'Usage',
    ],
  }),
  'cache.status': operation({
    input: Type.Object({}, { additionalProperties: false }),
    output: CacheOutput,
    progress: NoProgress,
    errors: [],
  }),
  /** Removes every compressed layer; exports under way keep what they use. */
  'cache.clear': operation({
    input: Type.Object({}, { additionalProperties: false }),
    output: CacheOutput,
    progress: NoProgress,
    errors: [],
  }),
  /** Sets how many bytes compressed layers may take, and removes what is over. */
  'cache.limit': operation({
    input: Type.Object({ limitBytes: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }),
    output: CacheOutput,
    progress: NoProgress,
    errors: [...writeErrors],
  }),
  'engine.doctor': operation({
    input: Type.Object({}, { additionalProperties: false }),
    output: DoctorOutput,
    progress: NoProgress,
    errors: [],
  }),
} as const;

export type OperationName = keyof typeof operations;
export type InputOf<Name extends OperationName> = Static<(typeof operations)[Name]['input']>;
export type OutputOf<Name extends OperationName> = Static<(typeof operations)[Name]['output']>;
export type ProgressOf<Name extends OperationName> = Static<(typeof operations)[Name]['progress']>;

/** The operations that every host offers, as their callers see them. */
export type Services<Signal> = ServicesOf<typeof operations, Signal>;
