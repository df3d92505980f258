import { withLoading } from '../../shared/rules/loading.ts';
import type { SourceFile } from '../../shared/rules/project.ts';
import { validate } from '../../shared/rules/validate.ts';
import type { ParsedDocument } from '../../shared/text/document.ts';
import { editDocument } from '../../shared/text/edit-document.ts';
import { parseJson } from '../../shared/text/json-document.ts';
import { parseYaml } from '../../shared/text/yaml-document.ts';
import { complete } from './complete.ts';
import { describe } from './describe.ts';
import { format } from './format.ts';
import { outline } from './outline.ts';
import type { DocumentView, LanguageService, Role } from './protocol.ts';

/** The last document of each role: most calls ask about the text just analysed. */
const latest = new Map<Role, ParsedDocument>();

function documentOf(role: Role, text: string): ParsedDocument {
  const known = latest.get(role);
  if (known?.text === text) return known;
  const document = role === 'appSpec' ? parseYaml(text) : parseJson(text);
  latest.set(role, document);
  return document;
}

function viewOf(document: ParsedDocument): DocumentView {
  return {
    objects: document.objects.map(({ index, span, valid, value }) => ({ index, span, valid, value })),
    problems: document.problems.map(({ message, span }) => ({ message, span })),
  };
}

/** What the page asks about its manifests, answered from their texts alone. It runs in the worker. */
export const service: LanguageService = {
  analyse({ files, facts }) {
    const sources: { appSpec?: SourceFile; appJson?: SourceFile } = {};
    const views: Partial<Record<Role, DocumentView>> = {};
    for (const role of ['appSpec', 'appJson'] as const) {
      const file = files[role];
      if (!file) continue;
      const document = documentOf(role, file.text);
      sources[role] = { name: file.name, document };
      views[role] = viewOf(document);
    }
    const validation = withLoading(validate({ ...facts, ...sources }), facts, facts.severities);
    return { validation, views };
  },
  edit(role, text, edit) {
    return editDocument(text, role === 'appSpec' ? 'yaml' : 'json', edit);
  },
  locate(role, text, object, path) {
    return documentOf(role, text).objects[object]?.locate(path);
  },
  pathAt(role, text, offset) {
    const found = documentOf(role, text).objects.findLast((object) => object.span.start <= offset);
    return found && { object: found.index, path: found.pathAt(offset) };
  },
  describe: (role, text, offset) => describe(role, documentOf(role, text), offset),
  complete: (role, text, offset, images) =>
    complete(role, text, offset, {
      images,
      objects: role === 'appSpec' ? documentOf(role, text).objects.map(({ value }) => value) : [],
    }),
  outline: (role, text) => outline(role, documentOf(role, text)),
  format,
};
