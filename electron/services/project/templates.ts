import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import { resourcesFolder } from '../resources-folder.ts';
import { appSlug } from './app-slug.ts';

/** A file that a template makes. */
export interface TemplateFile {
  /** Relative, with `/`. */
  readonly name: string;
  readonly text: string;
}

interface AppNames {
  readonly name: string;
  readonly slug: string;
}

const longestName = 100;

/** The names of the templates in a folder, the shipped ones where none is given, in order of the alphabet. */
export async function templateNames(templates = shippedTemplates()): Promise<string[]> {
  const entries = await readdir(templates, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/**
 * The files that a template makes for an app of that name, in order of their names.
 * @throws GantryError `UnknownTemplate`, `Usage` for a name that cannot be shown.
 */
export async function renderTemplate(
  template: string,
  appName: string,
  templates = shippedTemplates(),
): Promise<readonly TemplateFile[]> {
  const known = await templateNames(templates);
  if (!known.includes(template)) throw new GantryError('UnknownTemplate', { name: template, known });
  const name = shownName(appName);
  return await readTemplate(join(templates, template), { name, slug: appSlug(name) });
}

function shippedTemplates(): string {
  return join(resourcesFolder(), 'templates');
}

function shownName(text: string): string {
  const name = text.trim();
  const problem =
    name === ''
      ? 'the name of the app is empty'
      : /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)
        ? 'the name of the app has characters that cannot be shown'
        : name.length > longestName
          ? `the name of the app is longer than ${longestName} characters`
          : undefined;
  if (problem !== undefined) throw new GantryError('Usage', { problem: `${problem}; give it another name` });
  return name;
}

/** The files of a template with the app's names put in, whatever line ends the checkout gave them. */
async function readTemplate(template: string, names: AppNames): Promise<TemplateFile[]> {
  const entries = await readdir(template, { recursive: true, withFileTypes: true });
  const paths = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  const files = paths.map(async (path) => {
    const name = path.slice(template.length + 1).replaceAll('\\', '/');
    const text = await readFile(path, 'utf8');
    return { name, text: fillIn(name, text.replaceAll('\r\n', '\n'), names) };
  });
  return (await Promise.all(files)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The slug is safe everywhere; the name is escaped for the kind of file it goes into. */
function fillIn(file: string, text: string, { name, slug }: AppNames): string {
  const escaped = file.endsWith('.json')
    ? JSON.stringify(name).slice(1, -1)
    : /\.(?:html|md)$/.test(file)
      ? name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      : name;
  return text.replaceAll('@@slug@@', () => slug).replaceAll('@@name@@', () => escaped);
}
