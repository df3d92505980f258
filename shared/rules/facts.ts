import { type AppSpec, readAppSpec } from '../model/appspec.ts';
import { isMap } from '../model/plain.ts';
import { indexFiles } from './files.ts';
import type { Known, Project, SourceFile } from './project.ts';
import type { AppJson, FactTable } from './rule.ts';

function known<T>(value: T): Known<T> {
  return { known: true, value };
}

function unknown(reason: string, remedy: string): Known<never> {
  return { known: false, reason, remedy };
}

/** Lays out what is known of a project, once for all checks. */
export function gatherFacts(project: Project): FactTable {
  const appSpecFile = fileFact(project, project.appSpec, 'appspec.yaml');
  const appJsonFile = fileFact(project, project.appJson, 'app.json');
  const appSpec = appSpecFile.known ? known(readAppSpec(appSpecFile.value.document)) : appSpecFile;
  return {
    project: known(project),
    appSpecFile,
    appJsonFile,
    appSpec,
    wholeAppSpec: wholeAppSpec(appSpecFile, appSpec),
    appJson: appJsonFile.known ? readAppJson(appJsonFile.value) : appJsonFile,
    files: project.files.known ? known(indexFiles(project.files.value)) : project.files,
    images: project.images,
    lastExport: project.lastExport,
  };
}

function fileFact(project: Project, source: SourceFile | undefined, name: string): Known<SourceFile> {
  if (source !== undefined) return known(source);
  return project.kind === 'manifest'
    ? unknown(`${name} was not given.`, 'Validate the whole project folder.')
    : unknown(`There is no ${name}.`, `Add ${name}.`);
}

function wholeAppSpec(file: Known<SourceFile>, spec: Known<AppSpec>): Known<AppSpec> {
  if (!file.known) return file;
  const { document, name } = file.value;
  const broken =
    document.objects.some((object) => !object.valid) || document.problems.some((problem) => !problem.warning);
  return broken ? unknown(`${name} has syntax errors.`, 'Repair the syntax errors first.') : spec;
}

function readAppJson(source: SourceFile): Known<AppJson> {
  const object = source.document.objects[0];
  const value = object?.value;
  if (object === undefined || !isMap(value)) {
    return unknown(`${source.name} holds no JSON object.`, 'Write the app’s fields between { and }.');
  }
  return known({ source, object, value });
}
