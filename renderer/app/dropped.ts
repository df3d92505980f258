import type { Place } from '../../shared/contract/studio-operations.ts';
import { useStudio } from '../store/studio.ts';

declare global {
  interface Window {
    /** What the desktop's preload script adds: only there has a dropped file a place. */
    readonly gantryDrop?: {
      /** Where a dropped file or folder lies; `undefined` for what lies nowhere. */
      placeOf(file: File): Promise<Place | undefined>;
    };
  }
}

/** What lies on the window before it is taken. */
interface Dropped {
  readonly file: File;
  readonly folder: boolean;
}

/** The first file or folder of a drop. To be read at once: the browser forgets it when the event is over. */
export function droppedOn(data: DataTransfer | null): Dropped | undefined {
  const item = [...(data?.items ?? [])].find(({ kind }) => kind === 'file');
  const file = item?.getAsFile();
  return item && file ? { file, folder: item.webkitGetAsEntry()?.isDirectory === true } : undefined;
}

/**
 * Opens a dropped folder as a project, and reviews a dropped file. A browser keeps to itself where a file lies: there
 * the same dialog opens as for the button, and says so.
 */
export async function openDropped({ file, folder }: Dropped): Promise<void> {
  const { host, openProject, reviewPlace, pickPlace, setTrouble } = useStudio.getState();
  if (host === undefined) return;
  try {
    const place =
      (await window.gantryDrop?.placeOf(file)) ??
      (await pickPlace(folder ? 'project' : 'bundle', {
        note: `A browser does not tell where “${file.name}” lies. Choose it here once more.`,
      }));
    if (place === undefined) return;
    if (place.kind === 'folder') await openProject(place.ticket);
    else reviewPlace(place);
  } catch (error) {
    setTrouble(useStudio.getState().describe(error));
  }
}
