import Type from 'typebox';

const ImageSettings = Type.Object(
  {
    context: Type.Optional(
      Type.String({
        description: 'Folder sent to the engine, relative to the project. Default: the project.',
      }),
    ),
    dockerfile: Type.Optional(
      Type.String({ description: 'Dockerfile, relative to the context. Default: Dockerfile.' }),
    ),
    platform: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?$',
        description: 'Platform to build for. Default: linux/amd64.',
      }),
    ),
    buildArgs: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'Build arguments (ARG) and their values.' }),
    ),
    archive: Type.Optional(
      Type.String({
        description: 'Image archive to take the image from instead of an engine, relative to the project.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** The schema of `gantry.json`, a project's optional settings for Gantry itself. */
export const GantryJson = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    images: Type.Optional(
      Type.Record(Type.String(), ImageSettings, {
        description: 'Image references of the AppSpec, and where each comes from.',
      }),
    ),
    bundle: Type.Optional(
      Type.Object(
        {
          file: Type.Optional(
            Type.String({ minLength: 1, description: 'File name of the bundle, relative to the project.' }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    rules: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Union([
          Type.Literal('error'),
          Type.Literal('warning'),
          Type.Literal('note'),
          Type.Literal('off'),
        ]),
        { description: 'Another severity for a finding code, or “off”.' },
      ),
    ),
  },
  {
    additionalProperties: false,
    title: 'gantry.json',
    description: 'Settings of a Gantry project. Every part is optional.',
  },
);

/** A checked `gantry.json`. */
export type GantrySettings = Type.Static<typeof GantryJson>;
