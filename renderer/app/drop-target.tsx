import { FolderDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { droppedOn, openDropped } from './dropped.ts';

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;

/** Takes folders and archives that are dragged onto the window, wherever they are let go, and says so meanwhile. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    const drag = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      // Without this the browser leaves the studio and shows the file.
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    window.addEventListener('dragenter', drag, { signal });
    window.addEventListener('dragover', drag, { signal });
    window.addEventListener(
      'dragleave',
      ({ relatedTarget }) => {
        if (relatedTarget === null) setOver(false);
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(false);
        const dropped = droppedOn(event.dataTransfer);
        if (dropped) void openDropped(dropped);
      },
      { signal },
    );
    return () => ended.abort();
  }, []);
  if (!over) return null;
  return (
    <div className="drop-target" role="status">
      <p>
        <FolderDown size={28} aria-hidden />
        Let go to open a project’s folder, or to review a bundle or an image archive.
      </p>
    </div>
  );
}
