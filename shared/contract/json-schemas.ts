import type { TSchema } from 'typebox';
import { GantryJson } from '../model/gantry-json.ts';
import { manifestSchemas } from '../model/manifest-schema.ts';
import { CompareOutput } from './comparison.ts';
import {
  BuildOutput,
  BumpOutput,
  BundleOutput,
  CacheOutput,
  CreateOutput,
  DoctorOutput,
  ErrorOutput,
  ExtractOutput,
  FixOutput,
  InspectOutput,
  StudioOutput,
  UnpackOutput,
  ValidateOutput,
} from './outputs.ts';
import { ReviewReportOutput } from './review.ts';

/** A JSON Schema as it lies in `resources/schemas`. */
export interface SchemaFile {
  readonly name: string;
  readonly text: string;
}

const published: Readonly<Record<string, TSchema>> = {
  new: CreateOutput,
  validate: ValidateOutput,
  fix: FixOutput,
  build: BuildOutput,
  bundle: BundleOutput,
  inspect: InspectOutput,
  compare: CompareOutput,
  'review-report': ReviewReportOutput,
  extract: ExtractOutput,
  unpack: UnpackOutput,
  bump: BumpOutput,
  cache: CacheOutput,
  doctor: DoctorOutput,
  studio: StudioOutput,
  error: ErrorOutput,
  gantry: GantryJson,
  appspec: manifestSchemas.appSpec,
  'app-json': manifestSchemas.appJson,
};

/**
 * The published schemas: every JSON output by its verb, failed runs, `gantry.json` and both manifests. Draft 7,
 * which editors and checkers all read.
 */
export function schemaFiles(): SchemaFile[] {
  return Object.entries(published).map(([name, schema]) => ({
    name: `${name}.schema.json`,
    text: `${JSON.stringify(
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        $id: `urn:gantry:schema:${name}:1`,
        ...shared(schema),
      },
      null,
      2,
    )}\n`,
  }));
}

/** The schema with every part that has a title of its own written once, under `definitions`, and referred to. */
function shared(schema: TSchema): Record<string, unknown> {
  const definitions: Record<string, unknown> = {};
  const refer = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(refer);
    if (typeof part !== 'object' || part === null) return part;
    const whole = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, refer(value)]));
    if (typeof whole.title !== 'string') return whole;
    const name = whole.title.replaceAll(' ', '-');
    definitions[name] ??= whole;
    return { $ref: `#/definitions/${name}` };
  };
  const parts = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, refer(value)]));
  return Object.keys(definitions).length === 0 ? parts : { ...parts, definitions };
}
