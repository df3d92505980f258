import { useId, useMemo, useState } from 'react';
import type { BundleOutput } from '../../../shared/contract/outputs.ts';
import { get, itemsOf } from '../../../shared/model/plain.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { fileName } from '../../store/file-name.ts';
import { useStudio } from '../../store/studio.ts';

/** The way from the file to a running app, to be ticked off while going it. */
export function UploadSteps({ output }: { readonly output: BundleOutput }) {
  const objects = useStudio((studio) => studio.views.appSpec?.objects);
  const [done, setDone] = useState<ReadonlySet<number>>(new Set());
  const id = useId();
  const hasUi = useMemo(
    () =>
      objects?.some(({ value }) =>
        itemsOf(get(get(value, 'spec'), 'ports')).some((port) => get(port, 'cohesityTag') === 'ui'),
      ) ?? false,
    [objects],
  );
  const name = fileName(output.file);
  const steps = [
    'In the cluster’s web interface, go to Apps and choose Upload.',
    `Give it ${name} (${formatBytes(output.bytes)}). Leave the page open until the whole file has arrived.`,
    'The platform now checks both manifests, takes the images into the cluster’s registry and creates the objects. If it refuses the file, look for its reason among the findings under Problems.',
    hasUi
      ? 'Start the app from the app launcher. The token gate stands before its page, unless app.json takes it away.'
      : 'Start the app. It has no port tagged ui, so it shows no page in the launcher: clients reach it at the port its node was given.',
    'For the next update raise the version in app.json, keep the image’s tag, and export again: a version that is not higher is not taken for an update.',
  ];
  return (
    <fieldset className="export-steps" aria-labelledby={id}>
      <h3 id={id}>Upload it</h3>
      <ol>
        {steps.map((step, index) => (
          <li key={step}>
            <label>
              <input
                type="checkbox"
                checked={done.has(index)}
                onChange={(event) => {
                  const next = new Set(done);
                  if (event.target.checked) next.add(index);
                  else next.delete(index);
                  setDone(next);
                }}
              />
              <span className={done.has(index) ? 'export-step-done' : undefined}>{step}</span>
            </label>
          </li>
        ))}
      </ol>
    </fieldset>
  );
}
