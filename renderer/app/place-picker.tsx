import { PlaceDialog } from '../components/place-dialog.tsx';
import type { PickingWords, PlaceKind } from '../store/places.ts';
import { useStudio } from '../store/studio.ts';

const openWords: Readonly<Record<PlaceKind, PickingWords>> = {
  project: {
    title: 'Open a project',
    description: 'Choose the folder that has appspec.yaml and app.json.',
    action: 'Open',
  },
  bundle: {
    title: 'Review a bundle',
    description: 'Choose a bundle (.tar.gz), an older package (.pkg) or an image archive.',
    action: 'Review',
  },
  extracted: {
    title: 'Review an extracted bundle',
    description: 'Choose the folder that a bundle was extracted to.',
    action: 'Review',
  },
  earlier: {
    title: 'Compare with an earlier one',
    description: 'Choose what came before: a bundle, an older package or an image archive.',
    action: 'Compare',
  },
  'earlier-folder': {
    title: 'Compare with a folder',
    description: 'Choose the project that it came from, or the folder an earlier bundle was extracted to.',
    action: 'Compare',
  },
  archive: {
    title: 'Choose an image archive',
    description: 'A file as “docker save” or “podman save” writes it, plain or gzip’d.',
    action: 'Choose',
  },
  pem: {
    title: 'Choose a PEM file',
    description: 'A private key or a certificate as text, in PEM form.',
    action: 'Choose',
  },
  report: { title: 'Choose a report', description: 'A report that was saved before.', action: 'Choose' },
  entry: { title: 'Choose a file', description: 'A file that was extracted before.', action: 'Choose' },
};
const saveWords: Readonly<Record<PlaceKind, PickingWords>> = {
  ...openWords,
  project: {
    title: 'Where the project goes',
    description: 'A new folder of this name is made in the folder shown.',
    action: 'Use this folder',
  },
  bundle: {
    title: 'Where the bundle goes',
    description: 'The file is written when you export, not before.',
    action: 'Use this place',
  },
  report: {
    title: 'Save the report',
    description: 'The file is written to the folder shown.',
    action: 'Save',
  },
  entry: {
    title: 'Extract from the bundle',
    description: 'The entry is written to the folder shown, as it is.',
    action: 'Extract',
  },
};

const folders: ReadonlySet<PlaceKind> = new Set(['project', 'extracted', 'earlier-folder']);

/** The page's own dialog for places, where the host has none of the system. */
export function PlacePicker() {
  const picking = useStudio((studio) => studio.picking);
  const { browsePlace, setPlaceName, takePlace, takePlaceName } = useStudio.getState();
  if (!picking) return null;
  const { what, name, note, roots, trail, listing, problem, exists } = picking;
  const words = picking.words ?? (name === undefined ? openWords : saveWords)[what];
  return (
    <PlaceDialog
      {...words}
      description={note === undefined ? words.description : `${note} ${words.description}`}
      wants={folders.has(what) ? 'folder' : 'file'}
      {...(name === undefined ? {} : { name })}
      nameLabel={what === 'project' ? 'Name of the folder' : 'Name of the file'}
      roots={roots}
      trail={trail}
      {...(listing ? { places: listing.places, truncated: listing.truncated } : {})}
      {...(listing?.parent ? { parent: listing.parent } : {})}
      {...(problem === undefined ? {} : { problem })}
      {...(exists ? { replaces: exists.name } : {})}
      onBrowse={(folder) => void browsePlace(folder)}
      onName={setPlaceName}
      onChoose={takePlace}
      onTakeName={() => void takePlaceName()}
      onClose={() => takePlace(undefined)}
    />
  );
}
