import { LineIndex, type Span } from '../text/span.ts';
import type { Diagnostic, NotChecked, Related, Severity, Validation } from './diagnostic.ts';
import { gatherFacts } from './facts.ts';
import { makeFixes } from './fix.ts';
import { rules } from './index.ts';
import type { Project, SourceFile } from './project.ts';
import type { FactName, Facts, FactTable, Finding, Place, Rule } from './rule.ts';

/** Runs every check over a project. Never throws: a check that fails on odd input is reported as not checked. */
export function validate(project: Project): Validation {
  const facts = gatherFacts(project);
  const report = new Report(project);
  const diagnostics: Diagnostic[] = [];
  const notChecked: NotChecked[] = [];
  const checked: string[] = [];
  for (const rule of rules) {
    const severity = severityOf(rule, project);
    if (severity === 'off' || !inScope(rule, project)) continue;
    const outcome = run(rule, facts);
    for (const finding of outcome.findings) diagnostics.push(report.diagnostic(rule, severity, finding));
    if (outcome.lacking === undefined) checked.push(rule.code);
    else notChecked.push({ code: rule.code, ...outcome.lacking });
  }
  const rank = (file: string): number =>
    file === project.appSpec?.name ? 0 : file === project.appJson?.name ? 1 : 2;
  diagnostics.sort(
    (a, b) =>
      rank(a.file) - rank(b.file) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.span.start - b.span.start ||
      a.span.end - b.span.end,
  );
  return { diagnostics, notChecked, checked };
}

function severityOf(rule: Rule, project: Project): Severity | 'off' {
  const other = Object.hasOwn(project.severities, rule.code) ? project.severities[rule.code] : undefined;
  return other ?? rule.severity;
}

/** A single manifest is judged by its own rules; a bundle has no sources to judge. */
function inScope(rule: Rule, project: Project): boolean {
  const topic = rule.code.slice(0, rule.code.indexOf('/'));
  if (topic === 'project' || topic === 'dockerfile') return project.kind === 'project';
  if (project.kind !== 'manifest') return true;
  return topic === 'appjson' ? project.appJson !== undefined : project.appSpec !== undefined;
}

interface Outcome {
  readonly findings: readonly Finding[];
  readonly lacking?: { readonly reason: string; readonly remedy: string };
}

function run(rule: Rule, table: FactTable): Outcome {
  const facts: Partial<Record<FactName, unknown>> = {};
  let lacking: Outcome['lacking'];
  for (const name of [...rule.needs, ...rule.wants]) {
    const fact = table[name];
    if (fact.known) facts[name] = fact.value;
    else if (rule.needs.includes(name)) {
      return { findings: [], lacking: { reason: fact.reason, remedy: fact.remedy } };
    } else lacking ??= { reason: fact.reason, remedy: fact.remedy };
  }
  const findings: Finding[] = [];
  try {
    // Sound by `rule()`: a check reads only what it needs, which is all here, and what it wants, as optional.
    for (const said of rule.check(facts as unknown as Facts)) {
      if ('unknown' in said) lacking ??= { reason: said.unknown, remedy: said.remedy };
      else if (said.absent && 'object' in said.at && !said.at.object.valid) {
        lacking ??= {
          reason: 'A part of the file has syntax errors.',
          remedy: 'Repair the syntax errors first.',
        };
      } else findings.push(said);
    }
  } catch (error) {
    const reason = `Gantry’s own check failed: ${error instanceof Error ? error.message : String(error)}`;
    lacking = { reason, remedy: 'Report it together with the file.' };
  }
  return lacking === undefined ? { findings } : { findings, lacking };
}

/** Turns findings into diagnostics; knows the text of each file and indexes its lines once. */
class Report {
  readonly #project: Project;
  readonly #lines = new Map<string, LineIndex>();
  #texts: ReadonlyMap<string, string | undefined> | undefined;

  constructor(project: Project) {
    this.#project = project;
  }

  diagnostic(rule: Rule, severity: Severity, finding: Finding): Diagnostic {
    const { at, repairs, related } = finding;
    const span = spanOf(at);
    const file = this.#fileOf(at);
    const base = {
      code: rule.code,
      severity,
      message: finding.message,
      file,
      ...('object' in at ? { object: at.object.index } : {}),
      path: 'object' in at ? at.path : [],
      span,
      range: this.#linesOf(at).rangeOf(span),
      ...(related === undefined ? {} : { related: related.map((each) => this.#related(each)) }),
    };
    if (repairs === undefined || repairs.length === 0) return base;
    const source = this.#sourceOf(at);
    let fixes: Diagnostic['fixes'];
    return {
      ...base,
      // Made when asked for: each structural fix is proven by a reparse, which a mere count of findings need not pay.
      get fixes() {
        fixes ??= makeFixes(repairs, file, source);
        return fixes;
      },
    };
  }

  #related(related: { readonly at: Place; readonly message: string }): Related {
    const range = this.#linesOf(related.at).rangeOf(spanOf(related.at));
    return { message: related.message, file: this.#fileOf(related.at), range };
  }

  #sourceOf(place: Place): SourceFile | undefined {
    if (place.in === 'file') return undefined;
    return place.in === 'appSpec' ? this.#project.appSpec : this.#project.appJson;
  }

  #fileOf(place: Place): string {
    return place.in === 'file' ? place.name : (this.#sourceOf(place)?.name ?? '');
  }

  #linesOf(place: Place): LineIndex {
    const key = `${place.in} ${this.#fileOf(place)}`;
    let lines = this.#lines.get(key);
    if (lines === undefined) {
      lines = new LineIndex(this.#textOf(place));
      this.#lines.set(key, lines);
    }
    return lines;
  }

  #textOf(place: Place): string {
    if (place.in !== 'file') return this.#sourceOf(place)?.document.text ?? '';
    const { files } = this.#project;
    this.#texts ??= new Map((files.known ? files.value : []).map((each) => [each.name, each.text]));
    return this.#texts.get(place.name) ?? '';
  }
}

function spanOf(place: Place): Span {
  if (!('object' in place)) return place.span;
  return place.object.nearest(place.path, place.part);
}
