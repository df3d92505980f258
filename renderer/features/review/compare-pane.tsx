import { ChevronDown, FolderOpen, GitCompareArrows } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CompareOutput } from '../../../shared/contract/comparison.ts';
import type { Place } from '../../../shared/contract/studio-operations.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Menu } from '../../components/menu.tsx';
import { Segmented } from '../../components/segmented.tsx';
import type { CurrentProject } from '../../store/project.ts';
import type { Review, ReviewComparison } from '../../store/review.ts';
import { useStudio } from '../../store/studio.ts';
import { CompareChanges } from './compare-changes.tsx';
import { CompareImages } from './compare-images.tsx';
import { CompareTexts } from './compare-texts.tsx';
import { RunningJob, StoppedJob } from './review-progress.tsx';
import './compare.css';

/** What changed since an earlier bundle, or against the project that it came from. */
export function ComparePane({ review }: { readonly review: Review }) {
  const { comparison } = review;
  const project = useStudio((studio) => studio.project);
  if (comparison) return <Comparison comparison={comparison} />;
  const { compareReview, compareReviewWith } = useStudio.getState();
  return (
    <EmptyState
      icon={<GitCompareArrows size={28} aria-hidden />}
      title="What changed since the last one?"
      actions={
        <>
          <Button look="primary" onClick={() => void compareReview('earlier')}>
            <FolderOpen size={14} aria-hidden />
            Choose an earlier bundle
          </Button>
          {project ? (
            <Button onClick={() => compareReviewWith(placeOf(project))}>Compare with the open project</Button>
          ) : null}
          <Button onClick={() => void compareReview('earlier-folder')}>Choose a project or folder</Button>
        </>
      }
    >
      <p>
        First what the changes mean, and whether they widen what the app may do; then the texts, the images
        and their files.
      </p>
    </EmptyState>
  );
}

/** The open project as what came before. */
function placeOf({ project, name, display }: CurrentProject): Place {
  return { name, display, ticket: project, kind: 'folder', isProject: true, isBundle: false };
}

function Comparison({ comparison }: { readonly comparison: ReviewComparison }) {
  const { before, job: id, output } = comparison;
  const job = useStudio((studio) => studio.jobs.find((each) => each.id === id));
  const { compareReviewWith, compareReview, endComparison } = useStudio.getState();
  return (
    <div className="compare">
      <div className="compare-head">
        <p>
          Compared with <BeforeName place={before} />
        </p>
        <span>
          <Button look="ghost" onClick={endComparison}>
            Remove
          </Button>
          <Menu
            trigger={
              <Button>
                Another
                <ChevronDown size={13} aria-hidden />
              </Button>
            }
            items={[
              { label: 'A bundle or archive', onSelect: () => void compareReview('earlier') },
              { label: 'A project or folder', onSelect: () => void compareReview('earlier-folder') },
            ]}
          />
        </span>
      </div>
      {job?.status === 'running' ? <RunningJob job={job} title="Reading both …" /> : null}
      {job && (job.status === 'failed' || job.status === 'cancelled') ? (
        <StoppedJob
          job={job}
          title={job.status === 'cancelled' ? 'Comparing was cancelled' : 'They could not be compared'}
          onAgain={() => compareReviewWith(before)}
        />
      ) : null}
      {output ? <Result output={output} /> : null}
    </div>
  );
}

/** The name, behind the folder that it lies in: what came before is often called the same. */
function BeforeName({ place: { name, display } }: { readonly place: Place }) {
  if (!display.endsWith(name)) return <b>{name}</b>;
  return (
    <>
      <span className="hint mono">{display.slice(0, -name.length)}</span>
      <b className="mono">{name}</b>
    </>
  );
}

type Part = 'meaning' | 'texts' | 'images' | 'entries';

function Result({ output }: { readonly output: CompareOutput }) {
  const [part, setPart] = useState<Part>('meaning');
  const { changes, texts, images, entries, identical } = output;
  const differing = texts.filter((text) => text.before !== text.after);
  const changed = images.filter(({ status }) => status !== 'same');
  const parts: readonly { readonly value: Part; readonly label: string }[] = [
    { value: 'meaning', label: `Meaning (${changes.length})` },
    { value: 'texts', label: `Texts (${differing.length})` },
    { value: 'images', label: `Images (${changed.length})` },
    { value: 'entries', label: `Entries (${entries.length})` },
  ];
  const panes: Readonly<Record<Part, ReactNode>> = {
    meaning: <CompareChanges changes={changes} />,
    texts: <CompareTexts texts={texts} />,
    images: <CompareImages images={images} />,
    entries: <CompareEntries entries={entries} />,
  };
  return (
    <>
      <div className="compare-bar">
        <Segmented label="Part of the comparison" value={part} options={parts} onChange={setPart} />
        <span className="hint">
          {identical ? 'Byte for byte the same file' : sizes(output.before.bytes, output.after.bytes)}
        </span>
      </div>
      {panes[part]}
    </>
  );
}

function sizes(before: number | undefined, after: number | undefined): string {
  return before === undefined || after === undefined
    ? ''
    : `${formatBytes(before)} before, ${formatBytes(after)} now`;
}

/** Entries whose bytes, name or order differ. */
function CompareEntries({ entries }: { readonly entries: CompareOutput['entries'] }) {
  if (entries.length === 0) return <p className="card review-none">Every entry is the same.</p>;
  return (
    <section className="card" aria-label="Entries that differ">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Entry</th>
            <th scope="col">What</th>
            <th scope="col">SHA-256 before</th>
            <th scope="col">SHA-256 now</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ name, before, after }) => (
            <tr key={name}>
              <td className="mono review-entry">{name}</td>
              <td>
                {before === null
                  ? 'added'
                  : after === null
                    ? 'removed'
                    : before === after
                      ? 'moved'
                      : 'changed'}
              </td>
              <td className="mono">{short(before)}</td>
              <td className="mono">{short(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const short = (digest: string | null): string => (digest === null ? '–' : `${digest.slice(0, 16)}…`);
