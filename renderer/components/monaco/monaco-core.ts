/** The editor without its features. */
import './monaco-base.ts';
import './breathe.ts';
import 'monaco-editor/editor.js';
