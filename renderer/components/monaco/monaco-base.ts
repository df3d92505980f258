/** What all of Monaco stands on. A part of its own so that it runs apart from the rest. */
import 'monaco-editor/editor/common/config/editorOptions.js';
import 'monaco-editor/editor/common/model/textModel.js';
