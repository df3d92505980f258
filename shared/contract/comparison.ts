import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
const bytes = Type.Integer({ minimum: 0 });

/** One change of meaning. */
const ChangeShape = Type.Object(
  {
    kind: Type.String({
      description: 'Stable, for example version-raised, port-added, access-widened, finding-new.',
    }),
    severity: Type.Union([Type.Literal('critical'), Type.Literal('notable'), Type.Literal('minor')], {
      description: 'critical: asks for more than before, or would be refused.',
    }),
    message: Type.String(),
    file: Type.String({ description: 'Where it stands in the new one; empty where it has no place.' }),
    path: Type.String({ description: 'For people: Service demo › port web.' }),
    before: Type.Union([Type.String(), Type.Null()]),
    after: Type.Union([Type.String(), Type.Null()]),
    widensAccess: Type.Boolean(),
  },
  strict,
);
export type Change = Static<typeof ChangeShape>;

const FileChangeShape = Type.Object(
  {
    path: Type.String(),
    before: Type.Union([bytes, Type.Null()]),
    after: Type.Union([bytes, Type.Null()]),
  },
  strict,
);

const ImageChangeShape = Type.Object(
  {
    ref: Type.String(),
    status: Type.Union([
      Type.Literal('same'),
      Type.Literal('changed'),
      Type.Literal('added'),
      Type.Literal('removed'),
    ]),
    before: Type.Optional(Type.Object({ id: Type.String(), bytes, platform: Type.String() }, strict)),
    after: Type.Optional(Type.Object({ id: Type.String(), bytes, platform: Type.String() }, strict)),
    baseChanged: Type.Boolean({ description: 'The first layer differs.' }),
    layers: Type.Array(
      Type.Object(
        {
          status: Type.Union([Type.Literal('same'), Type.Literal('added'), Type.Literal('removed')]),
          diffId: Type.String(),
          bytes,
          command: Type.String(),
        },
        strict,
      ),
    ),
    /** Of the final trees, most bytes of difference first, at most 1,000; `filesChanged` counts them all. */
    files: Type.Array(FileChangeShape),
    filesChanged: Type.Object(
      { added: Type.Integer(), removed: Type.Integer(), changed: Type.Integer() },
      strict,
    ),
  },
  strict,
);
export type ImageChange = Static<typeof ImageChangeShape>;

/** What `gantry compare OLD NEW` prints as JSON, and what the review page shows. */
export const CompareOutput = Type.Object(
  {
    schemaVersion: Type.Literal(1),
    before: Type.Object(
      {
        target: Type.String(),
        kind: Type.String(),
        bytes: Type.Optional(bytes),
        sha256: Type.Optional(Type.String()),
      },
      strict,
    ),
    after: Type.Object(
      {
        target: Type.String(),
        kind: Type.String(),
        bytes: Type.Optional(bytes),
        sha256: Type.Optional(Type.String()),
      },
      strict,
    ),
    identical: Type.Boolean({ description: 'Byte for byte, where both are files.' }),
    changes: Type.Array(ChangeShape),
    /** The manifests on both sides, for a diff. */
    texts: Type.Array(
      Type.Object(
        {
          file: Type.String(),
          before: Type.Union([Type.String(), Type.Null()]),
          after: Type.Union([Type.String(), Type.Null()]),
        },
        strict,
      ),
    ),
    images: Type.Array(ImageChangeShape),
    /** Archive entries that differ in name, order, size or bytes. */
    entries: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          before: Type.Union([Type.String(), Type.Null()], { description: 'SHA-256.' }),
          after: Type.Union([Type.String(), Type.Null()]),
        },
        strict,
      ),
    ),
  },
  { ...strict, title: 'gantry compare' },
);
export type CompareOutput = Static<typeof CompareOutput>;
