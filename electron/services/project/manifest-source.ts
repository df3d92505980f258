import type { SourceFile } from '../../../shared/rules/project.ts';
import type { Language, ParsedDocument } from '../../../shared/text/document.ts';
import { parseJson } from '../../../shared/text/json-document.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';

/**
 * A manifest's text, parsed when its document is first asked for: the studio opens a project by its texts alone. `name`
 * is what the user calls the file.
 */
export function manifestSource(name: string, text: string, language: Language): SourceFile {
  let parsed: ParsedDocument | undefined;
  return {
    name,
    get document() {
      parsed ??= language === 'json' ? parseJson(text) : parseYaml(text);
      return parsed;
    },
  };
}
