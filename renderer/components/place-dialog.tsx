import { ArrowUp, ChevronRight, File, Folder, FolderCog, Package, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { Dialog } from './dialog.tsx';
import './place-dialog.css';

/** A folder or file as it is offered. */
interface PlaceItem {
  readonly name: string;
  /** The whole path, for people. */
  readonly display: string;
  readonly kind: 'folder' | 'file';
  readonly isProject: boolean;
  readonly isBundle: boolean;
  readonly ticket: string;
}

interface PlaceDialogProps<Item extends PlaceItem> {
  readonly title: string;
  readonly description: string;
  /** What may be chosen. Files are shown only where one is wanted. */
  readonly wants: 'folder' | 'file';
  /** A name to write under; absent where something that exists is chosen. */
  readonly name?: string;
  readonly nameLabel?: string;
  readonly action: string;
  readonly roots: readonly Item[];
  /** The folders that led to the one shown, which is the last. */
  readonly trail: readonly Item[];
  readonly parent?: Item;
  /** What is in the folder; absent while it is read. */
  readonly places?: readonly Item[];
  /** Whether there is more than is shown. */
  readonly truncated?: boolean;
  readonly problem?: string;
  /** Set when the name is taken and choosing again replaces what is there. */
  readonly replaces?: string;
  readonly onBrowse: (folder: Item) => void;
  readonly onName: (name: string) => void;
  /** A place that exists was chosen. */
  readonly onChoose: (place: Item) => void;
  /** The name in the folder shown was chosen. */
  readonly onTakeName: () => void;
  readonly onClose: () => void;
}

const typeAheadMs = 700;

/** Chooses a folder or a file, or a name to write under, by browsing. Works wholly by keyboard. */
export function PlaceDialog<Item extends PlaceItem>(props: PlaceDialogProps<Item>) {
  return (
    <Dialog open wide title={props.title} description={props.description} onClose={props.onClose}>
      <PlaceBrowser {...props} />
    </Dialog>
  );
}

function PlaceBrowser<Item extends PlaceItem>(props: PlaceDialogProps<Item>) {
  const { wants, name, nameLabel, action, roots, trail, parent, truncated, problem, replaces } = props;
  const [active, setActive] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const folder = trail.at(-1);
  const places = props.places?.filter(({ kind }) => wants === 'file' || kind === 'folder') ?? [];
  const current = places[Math.min(active, places.length - 1)];
  const saving = name !== undefined;

  // One may type at once: a name where one is asked for, else the beginning of what one looks for.
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current) field.current.select();
    else list.current?.focus();
  }, []);
  // A new folder starts at its top.
  const shown = folder?.ticket;
  useEffect(() => {
    if (shown !== undefined) setActive(0);
  }, [shown]);
  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${id}-${active}`)}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);

  const open = (place: Item): void => {
    if (place.kind === 'file') {
      if (saving) props.onName(place.name);
      else props.onChoose(place);
    } else if (place.isProject && wants === 'folder' && !saving) props.onChoose(place);
    else props.onBrowse(place);
  };

  const typeAhead = (key: string): void => {
    const now = Date.now();
    const text = (now - typed.current.at < typeAheadMs ? typed.current.text : '') + key.toLowerCase();
    typed.current = { text, at: now };
    const start = text.length === 1 ? active + 1 : active;
    const order = [...places.keys()].map((index) => (index + start) % places.length);
    const found = order.find((index) => places[index]?.name.toLowerCase().startsWith(text));
    if (found !== undefined) setActive(found);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = (index: number): void => setActive(Math.max(0, Math.min(places.length - 1, index)));
    if (event.key === 'ArrowUp' && event.altKey && parent) props.onBrowse(parent);
    else if (event.key === 'ArrowDown') to(active + 1);
    else if (event.key === 'ArrowUp') to(active - 1);
    else if (event.key === 'PageDown') to(active + 10);
    else if (event.key === 'PageUp') to(active - 10);
    else if (event.key === 'Home') to(0);
    else if (event.key === 'End') to(places.length - 1);
    else if (event.key === 'Enter' && current) open(current);
    else if (event.key === 'ArrowRight' && current?.kind === 'folder') props.onBrowse(current);
    else if ((event.key === 'Backspace' || event.key === 'ArrowLeft') && parent) props.onBrowse(parent);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey)
      typeAhead(event.key);
    else return;
    event.preventDefault();
  };

  const target = wants === 'file' && !saving ? (current?.kind === 'file' ? current : undefined) : folder;
  const choice = wants === 'folder' && !saving && current?.isProject === true ? current : target;
  return (
    <>
      <div className="places">
        <nav className="places-roots" aria-label="Places">
          {roots.map((root) => (
            <button
              key={root.ticket}
              type="button"
              title={root.display}
              aria-current={root.ticket === folder?.ticket ? 'true' : undefined}
              onClick={() => props.onBrowse(root)}
            >
              <Folder size={14} aria-hidden />
              <span>{root.name}</span>
            </button>
          ))}
        </nav>
        <div className="places-middle">
          <div className="places-way">
            <IconButton
              label="Up to the parent folder"
              disabled={!parent}
              onClick={() => parent && props.onBrowse(parent)}
            >
              <ArrowUp size={15} aria-hidden />
            </IconButton>
            <nav aria-label="Folders on the way" className="places-crumbs">
              {trail.map((crumb, index) => (
                <span key={crumb.ticket}>
                  {index > 0 ? <ChevronRight size={13} aria-hidden /> : null}
                  <button
                    type="button"
                    title={crumb.display}
                    aria-current={index === trail.length - 1 ? 'true' : undefined}
                    onClick={() => props.onBrowse(crumb)}
                  >
                    {crumb.name}
                  </button>
                </span>
              ))}
            </nav>
          </div>
          <div
            ref={list}
            className="places-list"
            role="listbox"
            tabIndex={0}
            aria-label={folder ? `Contents of ${folder.name}` : 'Contents'}
            aria-activedescendant={current ? `${id}-${places.indexOf(current)}` : undefined}
            onKeyDown={onKeyDown}
          >
            {places.map((place, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list box handles the keys for its options
              <div
                key={place.ticket}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                className="places-item"
                onClick={() => {
                  setActive(index);
                  if (saving && place.kind === 'file') props.onName(place.name);
                }}
                onDoubleClick={() => open(place)}
              >
                <PlaceIcon place={place} />
                <span className="places-name">{place.name}</span>
                {place.isProject ? <span className="pill ok">app project</span> : null}
                {place.isBundle ? <span className="pill note">bundle</span> : null}
              </div>
            ))}
          </div>
          {places.length === 0 && props.places !== undefined ? (
            <p className="places-none">
              {wants === 'folder' ? 'There is no folder in here.' : 'There is nothing in here.'}
            </p>
          ) : null}
        </div>
      </div>
      {truncated ? <p className="hint">The folder has more entries than are shown.</p> : null}
      {problem === undefined ? null : (
        <p className="hint error" role="alert">
          {problem}
        </p>
      )}
      {replaces === undefined ? null : (
        <p className="hint warning" role="alert">
          <TriangleAlert size={13} aria-hidden /> “{replaces}” is there already. Choose “Replace” to write
          over it.
        </p>
      )}
      <form
        className="places-foot"
        onSubmit={(event) => {
          event.preventDefault();
          if (saving) props.onTakeName();
          else if (choice) props.onChoose(choice);
        }}
      >
        {saving ? (
          <label className="field places-field">
            {nameLabel ?? 'Name'}
            <input
              ref={field}
              className="input"
              value={name}
              maxLength={255}
              onChange={(event) => props.onName(event.target.value)}
            />
          </label>
        ) : (
          <p className="places-chosen" aria-live="polite" title={choice?.display}>
            {choice ? <code>{choice.display}</code> : wants === 'file' ? 'No file is chosen yet.' : ''}
          </p>
        )}
        <Button onClick={props.onClose}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          disabled={saving ? name.trim() === '' || !folder : choice === undefined}
        >
          {replaces === undefined ? action : 'Replace'}
        </Button>
      </form>
    </>
  );
}

function PlaceIcon({ place }: { readonly place: PlaceItem }) {
  const Icon = place.isProject
    ? FolderCog
    : place.kind === 'folder'
      ? Folder
      : place.isBundle
        ? Package
        : File;
  return <Icon size={15} aria-hidden />;
}
