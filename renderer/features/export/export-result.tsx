import { CircleCheck, FileDown, FolderSearch } from 'lucide-react';
import type { BundleOutput } from '../../../shared/contract/outputs.ts';
import { checklistReport } from '../../../shared/report/checklist.ts';
import { reusedLayers, timeOf } from '../../../shared/report/export-facts.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { appFacts } from '../../store/app-facts.ts';
import type { ExportRun } from '../../store/exports.ts';
import { fileName } from '../../store/file-name.ts';
import { manualTicks } from '../../store/settings.ts';
import { useStudio } from '../../store/studio.ts';
import { UploadSteps } from './upload-steps.tsx';

interface ExportResultProps {
  readonly run: ExportRun;
  readonly output: BundleOutput;
}

/** What was written, as it was read back and verified, and what to do with it. */
export function ExportResult({ run, output }: ExportResultProps) {
  const canReveal = useStudio((studio) => studio.host?.reveal === true);
  const reused = reusedLayers(output);
  return (
    <section className="card" aria-labelledby="export-result">
      <div className="card-head">
        <CircleCheck size={17} className="export-ok" aria-hidden />
        <h2 id="export-result">Written and verified</h2>
        <span className="end">
          {canReveal ? (
            <Button onClick={() => void reveal(run, output)}>
              <FolderSearch size={14} aria-hidden />
              Show in folder
            </Button>
          ) : null}
          <Button onClick={() => void saveExportReport(output)}>
            <FileDown size={14} aria-hidden />
            Save a report
          </Button>
        </span>
      </div>
      <div className="card-body">
        <dl className="export-facts">
          <dt>File</dt>
          <dd>
            <span className="mono">{output.file}</span>
            <CopyButton label="Copy the path" text={output.file} />
          </dd>
          <dt>Size</dt>
          <dd>
            {formatBytes(output.bytes)}{' '}
            <span className="hint">{output.bytes.toLocaleString('en-GB')} bytes</span>
          </dd>
          <dt>SHA-256</dt>
          <dd>
            <span className="mono">{output.sha256}</span>
            <CopyButton label="Copy the SHA-256" text={output.sha256} />
          </dd>
          {output.layout === 'pkg' ? (
            <>
              <dt>Signature</dt>
              <dd>{output.signed === true ? 'Signed' : 'None'}</dd>
            </>
          ) : null}
          <dt>Took</dt>
          <dd>{timeOf(output)}</dd>
          {reused === undefined ? null : (
            <>
              <dt>Layers</dt>
              <dd>{reused}</dd>
            </>
          )}
        </dl>
        <div className="export-tables">
          <div className="export-table">
            <DataTable
              caption="In the archive"
              columns={entryColumns}
              rows={output.entries}
              keyOf={({ name }) => name}
            />
          </div>
          <div className="export-table">
            <DataTable
              caption="Images"
              columns={imageColumns}
              rows={output.images}
              keyOf={({ ref }) => ref}
            />
          </div>
        </div>
        <UploadSteps output={output} />
      </div>
    </section>
  );
}

const entryColumns: readonly Column<BundleOutput['entries'][number]>[] = [
  { title: 'Entry', className: 'mono', cell: ({ name }) => name },
  { title: 'Size', className: 'number', cell: ({ bytes }) => formatBytes(bytes) },
  {
    title: 'SHA-256',
    className: 'mono export-sum',
    cell: ({ name, sha256 }) => (
      <>
        <span title={sha256}>{sha256.slice(0, 12)}</span>
        <CopyButton label={`Copy the SHA-256 of ${name}`} text={sha256} />
      </>
    ),
  },
];

const imageColumns: readonly Column<BundleOutput['images'][number]>[] = [
  { title: 'Reference', className: 'mono', cell: ({ ref }) => ref },
  { title: 'Platform', cell: ({ platform }) => platform },
  { title: 'Unpacked', className: 'number', cell: ({ bytes }) => formatBytes(bytes) },
  {
    title: 'In the archive',
    className: 'number',
    cell: ({ compressedBytes }) => formatBytes(compressedBytes),
  },
];

/** Shows the written file; where only its folder is known to be one of the project's, that folder. */
async function reveal({ target, project }: ExportRun, { file }: BundleOutput): Promise<void> {
  const { client, revealPlace } = useStudio.getState();
  if (target) return revealPlace(target.ticket);
  const name = fileName(file);
  const beside = await client()
    .call('place.target', { folder: project, name })
    .catch(() => undefined);
  return revealPlace(beside?.exists ? beside.place.ticket : project);
}

/** Writes what was exported, and the state of the pre-submission list with it, where the user wants it. */
async function saveExportReport(output: BundleOutput): Promise<void> {
  const studio = useStudio.getState();
  const { name, version } = appFacts(studio.views.appJson);
  const report = {
    schemaVersion: 1,
    kind: 'export-report',
    writtenBy: `Gantry ${studio.host?.version ?? ''}`.trim(),
    at: new Date().toISOString(),
    app: { name, version },
    bundle: output,
    notChecked: studio.validation?.notChecked ?? [],
    checklist: checklistReport(studio.validation, manualTicks(studio)),
  };
  const base = fileName(output.file).replace(/\.(?:tar\.gz|pkg)$/, '');
  await studio.saveReport(`${base}-report.json`, `${JSON.stringify(report, null, 2)}\n`);
}
