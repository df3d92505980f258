import { ChevronDown, X } from 'lucide-react';
import { useMemo } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { isDirty } from '../../store/documents.ts';
import { useStudio } from '../../store/studio.ts';

/** Opens the project's other files (Dockerfile, wrapper.sh, gantry.json and the like) as text. */
export function OtherFiles() {
  const documents = useStudio((studio) => studio.documents);
  const otherFile = useStudio((studio) => studio.otherFile);
  const items = useMemo(
    () =>
      Object.values(documents)
        .filter(({ role }) => role === undefined)
        .map((document) => ({
          label: document.name,
          ...(isDirty(document) ? { detail: 'unsaved' } : {}),
          onSelect: () => useStudio.getState().showFile(document.name),
        })),
    [documents],
  );
  return (
    <>
      {otherFile === undefined ? null : (
        <IconButton label={`Close ${otherFile}`} onClick={() => useStudio.getState().closeFile()}>
          <X size={14} aria-hidden />
        </IconButton>
      )}
      {items.length === 0 ? null : (
        <Menu
          items={items}
          trigger={
            <Button look="ghost">
              Files
              <ChevronDown size={14} aria-hidden />
            </Button>
          }
        />
      )}
    </>
  );
}
