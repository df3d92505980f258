import { useMemo } from 'react';
import { type ImageNeed, imageNeeds } from './image-sources.ts';
import { useStudio } from './studio.ts';

/** The images the open project needs, with where an export would take each from. */
export function useImageNeeds(): readonly ImageNeed[] {
  const objects = useStudio((studio) => studio.views.appSpec?.objects);
  const images = useStudio((studio) => studio.facts?.images);
  const settingsText = useStudio((studio) => studio.documents['gantry.json']?.state.text);
  const given = useStudio((studio) => studio.exportChoices.archives);
  return useMemo(
    () => imageNeeds({ objects: objects ?? [], images, settingsText, given }),
    [objects, images, settingsText, given],
  );
}
