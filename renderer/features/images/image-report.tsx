import { ArrowLeft, CircleAlert, RefreshCw } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { formatBytes, formatCount, formatRemaining, formatSpeed } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Meter } from '../../components/meter.tsx';
import type { AdviceApplier } from '../../size-report/advice-list.tsx';
import { SizeReportView } from '../../size-report/size-report-view.tsx';
import { prepareForReports } from '../../size-report/use-report-facts.ts';
import type { Job } from '../../store/jobs.ts';
import { canApplyAdvice } from '../../store/size-reports.ts';
import { useStudio } from '../../store/studio.ts';
import { useImageNeeds } from '../../store/use-image-needs.ts';

/** One image of the project: its report, or how far the measuring is. */
export function ImageReport({ reference }: { readonly reference: string }) {
  const measurement = useStudio((studio) => studio.measurements[reference]);
  const job = useStudio((studio) => studio.jobs.find(({ id }) => id === measurement?.job));
  const fact = useImageNeeds().find((need) => need.reference === reference)?.fact;
  const documents = useStudio((studio) => studio.documents);
  const readOnly = useStudio((studio) => studio.project?.readOnly !== undefined);
  const { showImage, measureImage, cancelJob, applyAdvice, undo } = useStudio.getState();
  const applier = useMemo(
    (): AdviceApplier => ({
      can: ({ file }) => !readOnly && canApplyAdvice(documents, file),
      apply: applyAdvice,
      undo: ({ file }) => undo(file),
    }),
    [documents, readOnly, applyAdvice, undo],
  );
  useEffect(() => {
    prepareForReports();
  }, []);
  const report = measurement?.report;
  const outdated = report !== undefined && fact !== undefined && fact.id !== report.id;
  return (
    <>
      <header className="images-head">
        <div>
          <Button look="link" onClick={() => showImage(undefined)}>
            <ArrowLeft size={13} aria-hidden />
            All images
          </Button>
          <h1>{reference}</h1>
          {report ? (
            <p className="hint">
              {formatBytes(report.bytes)} in {formatCount(report.layers.length, 'layer')} · {report.platform}{' '}
              · {formatCount(report.files, 'file')}
            </p>
          ) : null}
        </div>
        <div className="images-actions">
          {job?.status === 'running' ? null : (
            <Button onClick={() => measureImage(reference)}>
              <RefreshCw size={14} aria-hidden />
              Measure again
            </Button>
          )}
        </div>
      </header>
      {outdated ? (
        <p className="images-outdated" role="status">
          The image has changed since it was measured. Measure it again to see what it is now.
        </p>
      ) : null}
      {job?.status === 'running' ? (
        <Measuring job={job} reference={reference} onCancel={() => cancelJob(job.id)} />
      ) : null}
      {job?.status === 'failed' || job?.status === 'cancelled' ? (
        <section className="card images-stopped" role="alert">
          <CircleAlert size={17} aria-hidden />
          <div>
            <h2>
              {job.status === 'cancelled' ? 'Measuring was cancelled' : 'The image could not be measured'}
            </h2>
            {job.status === 'failed' ? <p>{job.failure}</p> : null}
          </div>
          <Button onClick={() => measureImage(reference)}>Try again</Button>
        </section>
      ) : null}
      {report ? <SizeReportView report={report} applier={applier} /> : null}
      {measurement === undefined ? (
        <EmptyState
          title="Not measured yet"
          actions={
            <Button look="primary" onClick={() => measureImage(reference)}>
              Measure it
            </Button>
          }
        />
      ) : null}
    </>
  );
}

interface MeasuringProps {
  readonly job: Job;
  readonly reference: string;
  readonly onCancel: () => void;
}

function Measuring({ job, reference, onCancel }: MeasuringProps) {
  const { progress } = job;
  const total = progress?.bytesTotal;
  const speed = progress?.bytesPerSecond;
  const left = total && speed ? ((total - progress.bytesDone) / speed) * 1000 : undefined;
  return (
    <section className="card images-running" aria-label="Measuring">
      <div>
        <b role="status">Measuring …</b>{' '}
        <span className="hint">
          {progress ? formatBytes(progress.bytesDone) : ''}
          {total === undefined ? '' : ` of ${formatBytes(total)}`}
          {speed === undefined ? '' : ` · ${formatSpeed(speed)}`}
          {left === undefined ? '' : ` · ${formatRemaining(left)} left`}
        </span>
      </div>
      <Button onClick={onCancel}>Cancel</Button>
      <Meter
        label={`Measuring ${reference}`}
        {...(progress && total ? { share: progress.bytesDone / total } : {})}
      />
    </section>
  );
}
