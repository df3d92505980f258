import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type BrowserWindow,
  dialog,
  type FileFilter,
  type OpenDialogOptions,
  type SaveDialogOptions,
} from 'electron';
import type { StudioHost, ToOpen, ToSave } from '../services/studio/host.ts';

const anything: FileFilter = { name: 'All files', extensions: ['*'] };
const bundles: FileFilter = { name: 'Bundles and packages', extensions: ['gz', 'tgz', 'pkg', 'tar'] };

const opening: Readonly<Record<ToOpen, { title: string; filters?: FileFilter[] }>> = {
  project: { title: 'Open a project' },
  bundle: { title: 'Review a bundle', filters: [bundles, anything] },
  extracted: { title: 'Review an extracted bundle' },
  earlier: { title: 'Compare with an earlier one', filters: [bundles, anything] },
  'earlier-folder': { title: 'Compare with a folder' },
  archive: {
    title: 'Choose an image archive',
    filters: [{ name: 'Image archives', extensions: ['tar', 'gz', 'tgz', 'zst'] }, anything],
  },
  pem: {
    title: 'Choose a PEM file',
    filters: [{ name: 'PEM', extensions: ['pem', 'key', 'crt', 'cer'] }, anything],
  },
};

const saving: Readonly<Record<ToSave, { title: string; buttonLabel?: string }>> = {
  project: { title: 'Where the project goes', buttonLabel: 'Create here' },
  bundle: { title: 'Where the bundle goes', buttonLabel: 'Use this place' },
  report: { title: 'Save the report' },
  // Without filters: they would add their own ending to a name that has none.
  entry: { title: 'Extract from the bundle', buttonLabel: 'Extract' },
};

const folders: ReadonlySet<ToOpen> = new Set(['project', 'extracted', 'earlier-folder']);

/** The system’s own file dialogs, over the window that asks. */
export function systemDialogs(window: () => BrowserWindow | undefined): NonNullable<StudioHost['dialogs']> {
  return {
    open: async (what) => {
      const options: OpenDialogOptions = {
        ...opening[what],
        properties: [folders.has(what) ? 'openDirectory' : 'openFile'],
      };
      const above = window();
      const { canceled, filePaths } = await (above === undefined
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(above, options));
      return canceled ? undefined : filePaths[0];
    },
    save: async (what, name) => {
      const options: SaveDialogOptions = { ...saving[what], defaultPath: join(homedir(), name) };
      const above = window();
      const { canceled, filePath } = await (above === undefined
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(above, options));
      return canceled || filePath === '' ? undefined : filePath;
    },
  };
}
