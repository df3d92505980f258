import type { TSchema } from 'typebox';
import { GantryJson } from '../model/gantry-json.ts';
import { manifestSchemas } from '../model/manifest-schema.ts';
import {
  BuildOutput,
  BumpOutput,
  BundleOutput,
  CreateOutput,
  DoctorOutput,
  ErrorOutput,
  FixOutput,
  InspectOutput,
  ValidateOutput,
} from './outputs.ts';

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
  bump: BumpOutput,
  doctor: DoctorOutput,
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
      { $schema: 'http://json-schema.org/draft-07/schema#', $id: `urn:gantry:schema:${name}:1`, ...schema },
      null,
      2,
    )}\n`,
  }));
}
