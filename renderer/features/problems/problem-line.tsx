import { ChevronDown, ChevronRight, CircleHelp, Copy, CornerDownRight, Ellipsis, Wrench } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { Fix } from '../../../shared/rules/diagnostic.ts';
import { Menu, type MenuItem } from '../../components/menu.tsx';
import { SeverityIcon } from '../../components/severity.tsx';
import { useStudio } from '../../store/studio.ts';
import { type ProblemRow, rowText } from './problem-rows.ts';

interface ProblemLineProps {
  readonly row: ProblemRow;
  /** Whether the Tab key reaches it. */
  readonly current: boolean;
  readonly menuOpen: boolean;
  readonly onMenu: (open: boolean) => void;
  readonly onFold: (key: string) => void;
  readonly onCopy: (row: ProblemRow) => void;
}

/** One line of the panel, whatever it is. */
export function ProblemLine(props: ProblemLineProps) {
  const { row } = props;
  if (row.kind === 'group') return <GroupLine {...props} row={row} />;
  if (row.kind === 'finding') return <FindingLine {...props} row={row} />;
  return <NotCheckedLine {...props} row={row} />;
}

type PropsOf<Kind extends ProblemRow['kind']> = ProblemLineProps & {
  readonly row: Extract<ProblemRow, { kind: Kind }>;
};

function GroupLine({ row, current, onFold }: PropsOf<'group'>) {
  const { key, open, title, shown, count } = row;
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.key === 'ArrowLeft' && open) || (event.key === 'ArrowRight' && !open)) onFold(key);
  };
  return (
    <button
      type="button"
      data-line
      className="problems-group"
      tabIndex={current ? 0 : -1}
      aria-expanded={open}
      onClick={() => onFold(key)}
      onKeyDown={onKeyDown}
    >
      {open ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
      {shown === 'not-checked' ? <CircleHelp size={14} aria-hidden="true" /> : null}
      {shown !== undefined && shown !== 'not-checked' ? <SeverityIcon severity={shown} /> : null}
      <span className="problems-group-title">{title}</span>
      <span className="pill mute">{count}</span>
    </button>
  );
}

function FindingLine({ row, current, menuOpen, onMenu, onCopy }: PropsOf<'finding'>) {
  const { severity, message, code, file, span, range, fixes = [] } = row.diagnostic;
  const documents = useStudio((studio) => studio.documents);
  const { applyFix, revealSpan, announce } = useStudio.getState();
  const canReveal = documents[file] !== undefined;
  const usable = fixes.filter((fix) => documents[fix.file]);
  const [first] = usable;
  const apply = (fix: Fix): void => {
    applyFix(fix);
    announce(`Done: ${fix.title}.`);
  };
  const reveal = (): void => {
    if (canReveal) revealSpan(file, span);
    else announce(`${file} is not opened here. Open it with the editor you use for code.`);
  };
  const items: MenuItem[] = [
    ...usable.map((fix) => ({
      label: fix.title,
      ...(fix.safe ? { detail: 'safe' } : {}),
      icon: <Wrench size={14} aria-hidden="true" />,
      onSelect: () => apply(fix),
    })),
    ...(canReveal
      ? [
          {
            label: 'Show in the text',
            icon: <CornerDownRight size={14} aria-hidden="true" />,
            onSelect: reveal,
          },
        ]
      : []),
    { label: 'Copy', icon: <Copy size={14} aria-hidden="true" />, onSelect: () => onCopy(row) },
  ];
  return (
    <div className="problems-row">
      <button
        type="button"
        data-line
        className="problems-main"
        tabIndex={current ? 0 : -1}
        title={rowText(row)}
        onClick={reveal}
      >
        <SeverityIcon severity={severity} />
        <span className="problems-message">{message}</span>
        <span className="problems-place">
          <code>
            {file} {range.start.line}:{range.start.column}
          </code>
          <code className="problems-code">{code}</code>
        </span>
      </button>
      <span className="problems-fix">
        {first ? (
          <button
            type="button"
            className="button link"
            tabIndex={current ? 0 : -1}
            title={first.title}
            onClick={() => apply(first)}
          >
            <span>{first.title}</span>
          </button>
        ) : null}
      </span>
      <Menu
        open={menuOpen}
        onOpenChange={onMenu}
        items={items}
        trigger={
          <button
            type="button"
            className="button icon ghost problems-more"
            tabIndex={current ? 0 : -1}
            aria-label={usable.length > 1 ? `${usable.length} fixes and more` : 'More'}
          >
            <Ellipsis size={15} aria-hidden="true" />
          </button>
        }
      />
    </div>
  );
}

function NotCheckedLine({ row, current }: PropsOf<'not-checked'>) {
  const { codes, reason, remedy } = row;
  return (
    <div className="problems-row">
      <div data-line className="problems-main problems-quiet" tabIndex={current ? 0 : -1}>
        <CircleHelp size={14} aria-hidden="true" className="problems-unknown" />
        <span className="problems-message">
          {reason} <span className="problems-remedy">{remedy}</span>
        </span>
        <span className="problems-place" title={codes.join('\n')}>
          {codes.length === 1 ? '1 check' : `${codes.length} checks`}
          <span className="visually-hidden">: {codes.join(', ')}</span>
        </span>
      </div>
    </div>
  );
}
