/** Monaco as the studio uses it. Loaded on first use, apart from the first screen: see `load-editor.ts`. */
import './monaco-features.ts';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import { StandaloneServices } from 'monaco-editor/editor/standalone/browser/standaloneServices.js';
import * as monaco from 'monaco-editor/editor.js';
import { IStorageService } from 'monaco-editor/platform/storage/common/storage.js';
import { followTheme } from './theme.ts';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

/** JSON by colours only: what else an editor does for JSON comes from Gantry's own rules. */
function defineJson(): void {
  monaco.languages.register({ id: 'json', extensions: ['.json'] });
  monaco.languages.setLanguageConfiguration('json', {
    brackets: [
      ['{', '}'],
      ['[', ']'],
    ],
    autoClosingPairs: [
      { open: '{', close: '}' },
      { open: '[', close: ']' },
      { open: '"', close: '"', notIn: ['string'] },
    ],
  });
  monaco.languages.setMonarchTokensProvider('json', {
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'key'],
        [/"(?:[^"\\]|\\.)*"?/, 'string'],
        [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
        [/\b(?:true|false|null)\b/, 'keyword'],
        [/[{}[\]]/, '@brackets'],
        [/[,:]/, 'delimiter'],
      ],
    },
  });
}

// The meaning of a suggestion stands beside it from the first one on; Monaco has no option for that.
StandaloneServices.get(IStorageService).store('expandSuggestionDocs', true, 0, 0);
defineJson();
followTheme();
// The measures of letters that were taken before the page's own font came are wrong.
void document.fonts.ready.then(() => monaco.editor.remeasureFonts());

export { monaco };
