import { toValidateOutput } from '../../../shared/report/diagnostic-output.ts';
import { toSarif } from '../../../shared/report/sarif.ts';
import { ruleTable } from '../../../shared/rules/index.ts';
import { useStudio } from '../../store/studio.ts';

/** Writes the findings of now as a SARIF log to a place the user chooses. Loaded when asked for: it brings all rules. */
export async function exportSarif(): Promise<void> {
  const { project, validation, documents, host, saveReport } = useStudio.getState();
  if (!project || !validation) return;
  const output = toValidateOutput(project.name, validation, (file) => documents[file]?.state.text);
  const log = toSarif(output, ruleTable(), { version: host?.version ?? '' });
  await saveReport(`${project.name}.sarif`, `${JSON.stringify(log, undefined, 2)}\n`);
}
