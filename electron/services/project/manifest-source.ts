import type { SourceFile } from '../../../shared/rules/project.ts';
import type { Language } from '../../../shared/text/document.ts';
import { parseJson } from '../../../shared/text/json-document.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';

/** A manifest's text, parsed. `name` is what the user calls the file. */
export function manifestSource(name: string, text: string, language: Language): SourceFile {
  return { name, document: language === 'json' ? parseJson(text) : parseYaml(text) };
}
