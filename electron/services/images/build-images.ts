import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { GantrySettings } from '../../../shared/model/gantry-json.ts';
import {
  formatReference,
  normaliseReference,
  parseReference,
} from '../../../shared/model/image-reference.ts';
import type { BuildRequest, Engine } from '../engine/types.ts';

/** An image that was built. */
export interface BuiltImage {
  readonly ref: string;
  /** `sha256:…` */
  readonly id: string;
  /** `linux/amd64`. */
  readonly platform: string;
}

/** What the Marketplace's clusters run. */
const defaultPlatform = 'linux/amd64';

/**
 * What has to be built so that a project's images exist: what gantry.json says of each, or the Dockerfile at the root
 * for the only one. Images that gantry.json takes from an archive are left out.
 * Fails with `InvalidSettings` where gantry.json leaves a build open or leads out of the project, and with `Usage` for an
 * image that cannot be built.
 * @param folder absolute path of the project
 * @param references the images the AppSpec names
 * @param platform overrides what gantry.json says
 */
export function planBuilds(
  folder: string,
  references: readonly string[],
  settings: GantrySettings,
  platform?: string,
): readonly BuildRequest[] {
  const known = new Map(
    Object.entries(settings.images ?? {}).map(([reference, image]) => [normaliseReference(reference), image]),
  );
  const wanted = [...new Set(references.map(buildable))];
  const open = wanted.filter((reference) => !known.has(reference));
  const [first] = open;
  if (first !== undefined && wanted.length > 1) {
    throw invalidSettings(
      folder,
      `the AppSpec names ${wanted.length} images, and “images” does not say how ${listed(open)} ${open.length === 1 ? 'is' : 'are'} made: add "${first}": {"context": "FOLDER"} there`,
    );
  }
  return wanted.flatMap((reference) => {
    const image = known.get(reference) ?? {};
    if (image.archive !== undefined) return [];
    const context = join(folder, image.context ?? '.');
    const dockerfile = join(context, image.dockerfile ?? 'Dockerfile');
    if (isAbsolute(image.context ?? '.') || !contains(folder, context)) {
      throw invalidSettings(
        folder,
        `the context “${image.context}” of “${reference}” lies outside the project`,
      );
    }
    if (isAbsolute(image.dockerfile ?? '.') || !contains(context, dockerfile)) {
      throw invalidSettings(
        folder,
        `the Dockerfile “${image.dockerfile}” of “${reference}” lies outside its context`,
      );
    }
    return [
      {
        reference,
        context,
        dockerfile: relative(context, dockerfile).split(sep).join('/'),
        platform: platform ?? image.platform ?? defaultPlatform,
        buildArgs: image.buildArgs ?? {},
      },
    ];
  });
}

/**
 * Builds one image after the other, in the order of the plans. Fails as `Engine.build` does, with `InvalidSettings` where
 * a link leads a context out of the project, and with `BuildFailed` where a context does not exist.
 */
export async function buildImages(
  request: { readonly projectFolder: string; readonly plans: readonly BuildRequest[] },
  engine: Engine,
  onLog: (line: string) => void,
  signal: AbortSignal,
): Promise<readonly BuiltImage[]> {
  const built: BuiltImage[] = [];
  for (const plan of request.plans) {
    await checkContext(request.projectFolder, plan);
    onLog(`Building ${plan.reference} for ${plan.platform}`);
    const id = await engine.build(plan, onLog, signal);
    built.push({ ref: plan.reference, id, platform: plan.platform });
  }
  return built;
}

/** A link may lead where the words of gantry.json do not; what lies there must not be sent to an engine. */
async function checkContext(folder: string, plan: BuildRequest): Promise<void> {
  const [project, context] = await Promise.all(
    [folder, plan.context].map((path) =>
      realpath(path).catch(() => {
        throw new GantryError('BuildFailed', {
          reference: plan.reference,
          reason: `there is no folder “${path}”`,
        });
      }),
    ),
  );
  if (project === undefined || context === undefined || !contains(project, context)) {
    throw invalidSettings(folder, `the context of “${plan.reference}” leads out of the project by a link`);
  }
}

function buildable(text: string): string {
  const parsed = parseReference(text);
  if (!parsed.ok) {
    throw new GantryError('Usage', { problem: `the image “${text}” cannot be built: ${parsed.reason}` });
  }
  if (parsed.reference.digest !== undefined) {
    throw new GantryError('Usage', {
      problem: `the image “${text}” cannot be built: it names a digest, which only pulling can satisfy`,
    });
  }
  return formatReference(parsed.reference);
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}

function invalidSettings(folder: string, problem: string): GantryError<'InvalidSettings'> {
  return new GantryError('InvalidSettings', { path: join(folder, 'gantry.json'), problem });
}

function listed(references: readonly string[]): string {
  return references.map((reference) => `“${reference}”`).join(', ');
}
