import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
const bytes = Type.Integer({ minimum: 0 });
const count = Type.Integer({ minimum: 0 });

/** What compressed bytes something costs: read from an archive or an export, or worked out. */
const CompressedShape = Type.Object({ bytes, estimated: Type.Boolean() }, strict);

/** What a file of an image is there for. */
export const fileKinds = ['runtime', 'packages', 'caches', 'app', 'other'] as const;
export type FileKind = (typeof fileKinds)[number];

const LayerReportShape = Type.Object(
  {
    diffId: Type.String(),
    command: Type.String({ description: 'The build step that made it; empty where unknown.' }),
    bytes: Type.Integer({ minimum: 0, description: 'Of the uncompressed layer tar.' }),
    fileBytes: Type.Integer({ minimum: 0, description: 'Of the files it brings, hard links once.' }),
    compressed: Type.Optional(CompressedShape),
    added: count,
    changed: count,
    removed: count,
    wastedBytes: Type.Integer({
      minimum: 0,
      description: 'Of its files that a later layer replaces or removes.',
    }),
  },
  strict,
);
export type LayerReport = Static<typeof LayerReportShape>;

/**
 * The final file tree as columns, so that 300,000 files stay small: entry `i` has the name `names[i]` in the folder
 * `parents[i]` (always before it; the root is entry 0 with the name '' and the parent -1).
 */
export interface FileTree {
  readonly names: string[];
  readonly parents: number[];
  /** Of the entry itself: 0 for folders, links and second names of a file. */
  readonly bytes: number[];
  /** The layer that brought it, an index into `layers`; -1 for a folder no layer names. */
  readonly layers: number[];
  /** An index into `fileKinds`. */
  readonly kinds: number[];
  /** 0 file, 1 folder, 2 symbolic link, 3 second name of a file, 4 other. */
  readonly types: number[];
}

/** A `FileTree` as `packTree` writes it: two long texts take a page a tenth of the time that lists of so many take. */
const PackedFileTreeShape = Type.Object(
  {
    entries: count,
    names: Type.String({ description: 'Joined with “/”, which no name has in it.' }),
    numbers: Type.String({ description: 'The other columns, entry by entry.' }),
  },
  strict,
);
export type PackedFileTree = Static<typeof PackedFileTreeShape>;

export const WastedPathShape = Type.Object(
  {
    path: Type.String({ description: 'Absolute within the image.' }),
    bytes: Type.Integer({ minimum: 0, description: 'Of the copies nobody sees.' }),
    copies: Type.Integer({ minimum: 1, description: 'Copies nobody sees.' }),
    layers: Type.Array(Type.Integer({ minimum: 0 }), { description: 'Where each copy lies.' }),
    removed: Type.Boolean({ description: 'Not in the final tree at all.' }),
  },
  strict,
);
export type WastedPath = Static<typeof WastedPathShape>;

export const AdviceShape = Type.Object(
  {
    code: Type.String({ description: 'Stable, for example advice/package-cache.' }),
    message: Type.String(),
    savesBytes: bytes,
    paths: Type.Array(Type.String(), { description: 'The largest that show it, at most 20.' }),
    layers: Type.Array(Type.Integer({ minimum: 0 })),
    edit: Type.Optional(
      Type.Object(
        {
          file: Type.String({ description: 'Dockerfile or .dockerignore, relative to the project.' }),
          title: Type.String(),
          diff: Type.String({ description: 'Unified diff.' }),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type Advice = Static<typeof AdviceShape>;

/** Where every byte of one image comes from. */
export const SizeReportShape = Type.Object(
  {
    ref: Type.String(),
    id: Type.String(),
    platform: Type.String(),
    bytes: Type.Integer({ minimum: 0, description: 'Sum of the uncompressed layer tars.' }),
    limitBytes: Type.Integer({ minimum: 0, description: 'What the Marketplace accepts.' }),
    compressed: Type.Optional(CompressedShape),
    /** In other images of the same archive or bundle, layers counted by diff ID. */
    sharedBytes: bytes,
    layers: Type.Array(LayerReportShape),
    files: count,
    fileBytes: Type.Integer({ minimum: 0, description: 'Of the final tree.' }),
    wastedBytes: bytes,
    efficiency: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'File bytes of the final tree over the file bytes of all layers.',
    }),
    /** Most bytes first, at most 1,000. */
    wasted: Type.Array(WastedPathShape),
    advice: Type.Array(AdviceShape),
    tree: PackedFileTreeShape,
  },
  strict,
);
export type SizeReport = Static<typeof SizeReportShape>;

/** The images of one target. */
export const ImageReportOutput = Type.Object(
  {
    images: Type.Array(SizeReportShape),
    /** What kept an image of the target from being measured, as sentences. */
    problems: Type.Array(Type.String()),
  },
  strict,
);
export type ImageReportOutput = Static<typeof ImageReportOutput>;
