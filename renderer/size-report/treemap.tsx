import { type KeyboardEvent, memo, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { TreeMatches } from '../../shared/report/file-tree-search.ts';
import { formatBytes } from '../../shared/report/format.ts';
import { type Colouring, isCited, kindName, layerName, type ReportFacts, toneOf } from './report-facts.ts';
import { pictureOf, type Tile, tileBeside } from './treemap-layout.ts';

interface TreemapProps {
  readonly facts: ReportFacts;
  /** The folder that is the whole picture. */
  readonly root: number;
  readonly colouring: Colouring;
  /** Whether copies nobody sees are drawn beside the final tree. */
  readonly withWaste: boolean;
  /** Only this layer's tiles stay bright. */
  readonly layer: number | undefined;
  readonly matches: TreeMatches | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (tile: Tile) => void;
  readonly onOpen: (folder: number) => void;
  readonly onUp: () => void;
}

/** A folder as a picture: every rectangle's area is its bytes. One stop of the Tab key; arrow keys move within. */
export function Treemap(props: TreemapProps) {
  const { facts, root, colouring, withWaste, layer, matches, selected, onSelect, onOpen, onUp } = props;
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(host);
  const tiles = useMemo(() => {
    const waste = { bytes: facts.report.wastedBytes, index: facts.waste };
    const drawn = withWaste && root === 0 && waste.bytes > 0;
    return pictureOf(facts.index, { root, width, height, ...(drawn ? { waste } : {}) });
  }, [facts, root, width, height, withWaste]);
  const found = tiles.findIndex(({ key }) => key === selected);
  const current = tiles[Math.max(0, found)];
  const open = (tile: Tile | undefined): void => {
    if (tile?.folder && tile.entry !== undefined) onOpen(tile.entry);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    let next: Tile | undefined;
    switch (event.key) {
      case 'ArrowLeft':
      case 'ArrowRight':
      case 'ArrowUp':
      case 'ArrowDown':
        next = found < 0 ? current : tileBeside(tiles, current?.key ?? '', event.key);
        break;
      case 'Home':
        next = tiles[0];
        break;
      case 'End':
        next = tiles.at(-1);
        break;
      case 'PageDown':
      case ' ':
        next = tiles.find(({ within }) => within === current?.key);
        break;
      case 'PageUp':
        next = tiles.find(({ key }) => key === current?.within);
        break;
      case 'Enter':
        if (found < 0) next = current;
        else open(current);
        break;
      case 'Escape':
      case 'Backspace':
        if (root === 0) return;
        onUp();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (next) onSelect(next);
  };

  return (
    <div
      ref={host}
      className="treemap"
      role="tree"
      tabIndex={0}
      aria-label="Files by size. Arrow keys move, Enter opens a folder, Backspace goes up, Page Down goes into a folder without opening it."
      aria-activedescendant={current ? `${id}-${current.key}` : undefined}
      onKeyDown={onKeyDown}
    >
      {tiles.map((tile) => (
        <TileBox
          key={tile.key}
          id={`${id}-${tile.key}`}
          tile={tile}
          tone={tile.waste ? 'waste' : toneOf(colouring, colouring === 'kind' ? tile.kind : tile.layer)}
          about={tile.waste ? '' : colouring === 'kind' ? kindName(tile.kind) : layerName(tile.layer)}
          cited={tile.entry !== undefined && isCited(facts, tile.entry)}
          marked={tile.entry !== undefined && facts.cited.has(tile.entry)}
          dim={
            (layer !== undefined && tile.layer !== layer) ||
            (matches !== undefined && (tile.entry === undefined || !hasMatch(matches, tile.entry)))
          }
          selected={tile.key === selected}
          onSelect={onSelect}
          onOpen={open}
        />
      ))}
      {tiles.length === 0 && width > 0 ? <p className="treemap-none">Nothing here takes any bytes.</p> : null}
    </div>
  );
}

function hasMatch(matches: TreeMatches, entry: number): boolean {
  return matches.has(entry) || matches.bytesIn(entry) > 0;
}

interface TileBoxProps {
  readonly id: string;
  readonly tile: Tile;
  readonly tone: number | 'waste';
  /** What its colour says, in words. */
  readonly about: string;
  /** Advice is about it, or about a folder around it. */
  readonly cited: boolean;
  /** Advice is about just it: it gets the outline. */
  readonly marked: boolean;
  readonly dim: boolean;
  readonly selected: boolean;
  readonly onSelect: (tile: Tile) => void;
  readonly onOpen: (tile: Tile) => void;
}

const TileBox = memo(function TileBox(props: TileBoxProps) {
  const { id, tile, tone, about, cited, marked, dim, selected, onSelect, onOpen } = props;
  const { label, bytes, x, y, width, height, open, folder, waste } = tile;
  const size = formatBytes(bytes);
  const notes = [about, ...(cited ? ['could go'] : []), ...(waste ? ['hidden by a later layer'] : [])];
  const words = [label, size, ...notes].filter((word) => word !== '').join(', ');
  const said = notes.filter((note) => note !== '');
  const note = [said.join(' · '), ...said].find((text) => text !== '' && fits(text, width));
  const sized = fits(size, width);
  const classes = ['tile', open ? 'open' : '', marked ? 'cited' : '', dim ? 'dim' : ''];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys, as aria-activedescendant asks.
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names the tile that is meant.
    <div
      id={id}
      role="treeitem"
      aria-level={tile.level}
      aria-selected={selected}
      aria-expanded={folder ? open : undefined}
      aria-label={words}
      title={words}
      className={classes.filter((name) => name !== '').join(' ')}
      data-tone={tone}
      style={{ transform: `translate(${x}px, ${y}px)`, width, height }}
      onClick={() => onSelect(tile)}
      onDoubleClick={() => onOpen(tile)}
    >
      {width > 40 && height > 15 ? (
        <span className="tile-text">
          <b>{label}</b>
          {open ? fits(`${label} ${size}`, width) && <span> {size}</span> : null}
          {!open && height > 32 && sized ? <span> {size}</span> : null}
          {!open && height > 50 && sized && note !== undefined ? <small>{note}</small> : null}
        </span>
      ) : null}
    </div>
  );
});

/** How wide a character of a tile's words is on average, with something to spare, and what lies beside them, CSS pixels. */
const characterWidth = 5.9;
const besides = 20;

/** Whether words can be read whole in a tile: half a number would be a wrong one. */
function fits(words: string, width: number): boolean {
  return words.length * characterWidth + besides <= width;
}

/** An element's size in CSS pixels, kept up to date. */
function useSize(element: { readonly current: HTMLElement | null }): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const host = element.current;
    if (!host) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const width = Math.floor(entry.contentRect.width);
      const height = Math.floor(entry.contentRect.height);
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
    });
    observer.observe(host);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
