/** What a keystroke costs the language service, beside what it costs yaml-language-server. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { getLanguageService } from 'yaml-language-server';
import type { ProjectFacts } from '../../renderer/language/protocol.ts';
import { service } from '../../renderer/language/service.ts';
import { keystrokes, largeAppJson } from './large-app.ts';

/** Milliseconds of each keystroke. */
export interface LanguageFigures {
  readonly lines: number;
  readonly findings: number;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

const schema: unknown = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../resources/schemas/appspec.schema.json'), 'utf8'),
);

const absent = { known: false, reason: 'Not looked for.', remedy: 'Look.' } as const;
const facts: ProjectFacts = {
  kind: 'project',
  name: 'large-app',
  files: {
    known: true,
    value: [
      { name: 'appspec.yaml', bytes: 1 },
      { name: 'app.json', bytes: 1 },
    ],
  },
  images: absent,
  lastExport: { known: true, value: null },
  severities: {},
  findings: [],
  notChecked: [],
};

/** Every keystroke in `text`, through both, in turns. What crosses between page and worker is copied as it is there. */
export async function measureLanguage(text: string): Promise<LanguageFigures> {
  const server = getLanguageService({
    schemaRequestService: (uri) => Promise.reject(new Error(`nothing is loaded: ${uri}`)),
    workspaceContext: { resolveRelativePath: (path) => path },
  });
  server.configure({
    validate: true,
    schemas: [{ uri: 'file:///appspec.schema.json', fileMatch: ['*.yaml'], schema }],
  });
  let version = 0;
  const validateThere = async (now: string): Promise<unknown> =>
    server.doValidation(TextDocument.create('file:///appspec.yaml', 'yaml', ++version, now), false);
  const validateHere = (now: string) => {
    const files = {
      appSpec: { name: 'appspec.yaml', text: now },
      appJson: { name: 'app.json', text: largeAppJson },
    };
    return structuredClone(service.analyse(structuredClone({ files, facts })));
  };

  const texts = keystrokes(text);
  // The engine gets to know both by other texts: none of what is measured may be remembered from before.
  for (const each of keystrokes(text.replaceAll('part-', 'item-'))) {
    validateHere(each);
    await validateThere(each);
  }
  const findings = validateHere(text).validation.diagnostics.length;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (const each of texts) {
    const start = performance.now();
    validateHere(each);
    const between = performance.now();
    await validateThere(each);
    theirs.push(performance.now() - between);
    ours.push(between - start);
  }
  return { lines: text.split('\n').length - 1, findings, ours, theirs };
}
