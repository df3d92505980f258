import Type, { type Static } from 'typebox';

/** How far a long job is. */
export const TransferProgress = Type.Object(
  {
    phase: Type.Union([
      Type.Literal('preflight'),
      Type.Literal('image'),
      Type.Literal('finish'),
      Type.Literal('verify'),
      Type.Literal('read'),
    ]),
    /** The image or file being worked on. */
    subject: Type.String(),
    bytesDone: Type.Integer(),
    /** Absent where nobody knows. */
    bytesTotal: Type.Optional(Type.Integer()),
  },
  { additionalProperties: false },
);
export type TransferProgress = Static<typeof TransferProgress>;
