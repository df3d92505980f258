import { Fragment } from 'react';
import { nameOf, trailOf } from '../../shared/report/file-tree-index.ts';
import { formatBytes } from '../../shared/report/format.ts';
import { Button } from '../components/button.tsx';
import type { ReportFacts } from './report-facts.ts';

interface FolderTrailProps {
  readonly facts: ReportFacts;
  readonly root: number;
  readonly onOpen: (folder: number) => void;
}

/** The folders from the root down to the one shown, each a way back to it. */
export function FolderTrail({ facts, root, onOpen }: FolderTrailProps) {
  const { index } = facts;
  return (
    <nav className="size-trail" aria-label="Folder shown">
      {trailOf(index, root).map((entry) => (
        <Fragment key={entry}>
          {entry === 0 ? null : <span aria-hidden>/</span>}
          <Button
            look="ghost"
            aria-current={entry === root ? 'location' : undefined}
            onClick={() => onOpen(entry)}
          >
            {entry === 0 ? 'Final file tree' : nameOf(index, entry)}
          </Button>
        </Fragment>
      ))}
      <span className="hint">{formatBytes(index.totals[root] ?? 0)}</span>
    </nav>
  );
}
