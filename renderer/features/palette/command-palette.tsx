import { Command as Cmdk } from 'cmdk';
import { CornerDownLeft, Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Diagnostic } from '../../../shared/rules/diagnostic.ts';
import { SeverityIcon } from '../../components/severity.tsx';
import { useReturnFocus } from '../../components/use-return-focus.ts';
import { type Command, commands, shortcutText } from '../../store/commands.ts';
import { useStudio } from '../../store/studio.ts';
import { goToPlace, type PlaceInText, placesInText } from './places-in-text.ts';
import { bestMatches } from './search.ts';
import './palette.css';

const isMac = /Mac/.test(navigator.userAgent);
const most = { commands: 9, places: 8, findings: 6 } as const;

/** One field for everything: commands, objects and fields of the manifests, findings. */
export function CommandPalette() {
  const open = useStudio((studio) => studio.paletteOpen);
  const { setPalette } = useStudio.getState();
  const returnFocus = useReturnFocus(open);
  return (
    <Dialog.Root open={open} onOpenChange={setPalette}>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-veil" />
        <Dialog.Content className="palette" aria-describedby={undefined} onCloseAutoFocus={returnFocus}>
          <Dialog.Title className="visually-hidden">Search commands, fields and findings</Dialog.Title>
          <PaletteList />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList() {
  const [query, setQuery] = useState('');
  const views = useStudio((studio) => studio.views);
  const diagnostics = useStudio((studio) => studio.validation?.diagnostics);
  const places = useMemo(() => placesInText(views), [views]);
  const offered = useMemo(() => {
    // As it was without the palette: that it is open must not disable what it offers.
    const studio = { ...useStudio.getState(), paletteOpen: false };
    return commands.filter(
      (command) => command.alias !== true && command.id !== 'palette' && command.enabled(studio),
    );
  }, []);
  const searching = query.trim() !== '';
  const groups = useMemo(() => {
    const found = {
      commands: bestMatches(offered, commandText, query, searching ? most.commands : offered.length),
      places: bestMatches(
        searching ? places : [],
        ({ title, detail }) => `${title} ${detail}`,
        query,
        most.places,
      ),
      findings: bestMatches(diagnostics ?? [], findingText, query, searching ? most.findings : 3),
    };
    const order = (['findings', 'commands', 'places'] as const).toSorted(
      (a, b) => found[b].best - found[a].best,
    );
    return { found, order };
  }, [offered, places, diagnostics, query, searching]);
  const { found, order } = groups;

  // Each search starts at its first answer.
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => query !== undefined && list.current?.scrollTo({ top: 0 }));
    return () => cancelAnimationFrame(frame);
  }, [query]);

  const finish = (run: () => void): void => {
    useStudio.getState().setPalette(false);
    // The focus returns first, so that what runs may move it.
    requestAnimationFrame(() => setTimeout(run));
  };
  const parts = {
    commands: <Commands key="commands" items={found.commands.items} finish={finish} />,
    places: <Places key="places" items={found.places.items} finish={finish} />,
    findings: <Findings key="findings" items={found.findings.items} finish={finish} />,
  };
  return (
    <Cmdk label="Search" shouldFilter={false} loop>
      <div className="palette-field">
        <Search size={16} aria-hidden />
        <Cmdk.Input value={query} onValueChange={setQuery} placeholder="Search commands, fields, findings" />
        <kbd>Esc</kbd>
      </div>
      <Cmdk.List ref={list} className="palette-list" label="Answers">
        <Cmdk.Empty className="palette-none">Nothing has “{query}” in its name.</Cmdk.Empty>
        {order.map((group) => parts[group])}
      </Cmdk.List>
      <div className="palette-foot" aria-hidden>
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> choose
        </span>
        <span>
          <CornerDownLeft size={12} /> run
        </span>
      </div>
    </Cmdk>
  );
}

interface GroupProps<Item> {
  readonly items: readonly Item[];
  readonly finish: (run: () => void) => void;
}

function Commands({ items, finish }: GroupProps<Command>) {
  if (items.length === 0) return null;
  return (
    <Cmdk.Group heading="Commands">
      {items.map((command) => (
        <Cmdk.Item
          key={command.id}
          value={`command ${command.id}`}
          onSelect={() => finish(() => command.run(useStudio.getState()))}
        >
          <span className="palette-title">{command.title}</span>
          <span className="palette-group">{command.group}</span>
          {command.shortcut === undefined ? null : <kbd>{shortcutText(command.shortcut, isMac)}</kbd>}
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  );
}

function Places({ items, finish }: GroupProps<PlaceInText>) {
  if (items.length === 0) return null;
  return (
    <Cmdk.Group heading="In the manifests">
      {items.map((place) => (
        <Cmdk.Item
          key={`${place.role} ${place.object} ${place.title}`}
          value={`place ${place.role} ${place.object} ${place.title}`}
          onSelect={() => finish(() => void goToPlace(place))}
        >
          <span className="palette-title" title={place.title}>
            {place.title}
          </span>
          <span className="palette-value" title={place.detail}>
            {place.detail}
          </span>
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  );
}

function Findings({ items, finish }: GroupProps<Diagnostic>) {
  if (items.length === 0) return null;
  return (
    <Cmdk.Group heading="Findings">
      {items.map((finding) => (
        <Cmdk.Item
          key={`${finding.code} ${finding.file} ${finding.span.start}`}
          value={`finding ${finding.code} ${finding.file} ${finding.span.start}`}
          onSelect={() => finish(() => goToFinding(finding))}
        >
          <SeverityIcon severity={finding.severity} />
          <span className="palette-title" title={finding.message}>
            {finding.message}
          </span>
          <span className="palette-value">
            {finding.file} {finding.range.start.line}
          </span>
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  );
}

/** Shows the place in the text; a finding about a file without an editor is shown in its list. */
function goToFinding({ file, span }: Diagnostic): void {
  const { documents, revealSpan, showPanel } = useStudio.getState();
  if (documents[file]) revealSpan(file, span);
  else showPanel('problems', true);
}

function commandText({ title, group, keywords = [] }: Command): string {
  return [title, group, ...keywords].join(' ');
}

function findingText({ message, code, file }: Diagnostic): string {
  return `${message} ${code} ${file}`;
}
