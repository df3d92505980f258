import { accessRules } from './access.ts';
import { appJsonRules } from './app-json.ts';
import { containerRules } from './containers.ts';
import { dockerfileRules } from './dockerfile.ts';
import { environmentRules } from './environment.ts';
import { imageRules } from './images.ts';
import { jobRules } from './jobs.ts';
import { kindRules } from './kinds.ts';
import { metadataRules } from './metadata.ts';
import { portRules } from './ports.ts';
import { projectFileRules } from './project-files.ts';
import { replicaRules } from './replicas.ts';
import { resourceRules } from './resources.ts';
import type { Rule, RuleInfo } from './rule.ts';
import { secretRules } from './secrets.ts';
import { serviceRules } from './service.ts';
import { syntaxRules } from './syntax.ts';
import { tagRules } from './tags.ts';
import { versionRules } from './versions.ts';
import { volumeRules } from './volumes.ts';
import { workloadRules } from './workload.ts';

/** Every check, in the one order in which they run. */
export const rules: readonly Rule[] = [
  ...syntaxRules,
  ...kindRules,
  ...metadataRules,
  ...serviceRules,
  ...portRules,
  ...tagRules,
  ...replicaRules,
  ...workloadRules,
  ...containerRules,
  ...environmentRules,
  ...resourceRules,
  ...volumeRules,
  ...jobRules,
  ...imageRules,
  ...appJsonRules,
  ...accessRules,
  ...versionRules,
  ...secretRules,
  ...projectFileRules,
  ...dockerfileRules,
];

/** Every finding code with its default severity, what must be so, and why: for documentation and SARIF. */
export function ruleTable(): readonly RuleInfo[] {
  return rules.map(({ code, severity, title, help }) => ({ code, severity, title, help }));
}
