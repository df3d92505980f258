import type { AppSpec, Entry } from '../model/appspec.ts';
import type { PlainMap } from '../model/plain.ts';
import type { EntryPart, ParsedObject } from '../text/document.ts';
import type { Edit } from '../text/edit.ts';
import type { Path } from '../text/path.ts';
import type { Span, TextEdit } from '../text/span.ts';
import type { Severity } from './diagnostic.ts';
import type { ProjectFiles } from './files.ts';
import type { ImageFact, Known, Project, SourceFile } from './project.ts';

/** app.json as the rules see it: a map, however odd. */
export interface AppJson {
  readonly source: SourceFile;
  readonly object: ParsedObject;
  readonly value: PlainMap;
}

/** What a check may build on. Each fact is known or not; a check that lacks one is “not checked”. */
export interface Facts {
  readonly project: Project;
  /** The text of appspec.yaml, however broken. */
  readonly appSpecFile: SourceFile;
  readonly appJsonFile: SourceFile;
  /** What could be read of the AppSpec, beside parts with syntax errors too. */
  readonly appSpec: AppSpec;
  /** The AppSpec where all of it could be read: for claims about what is nowhere in it. */
  readonly wholeAppSpec: AppSpec;
  readonly appJson: AppJson;
  readonly files: ProjectFiles;
  readonly images: readonly ImageFact[];
  readonly lastExport: { readonly version: string; readonly at: string } | null;
}

export type FactName = keyof Facts;
export type FactTable = { readonly [Name in FactName]: Known<Facts[Name]> };

/** Where a finding is: in a manifest by path, in a manifest by span, or in another file. */
export type Place =
  | {
      readonly in: 'appSpec' | 'appJson';
      readonly object: ParsedObject;
      readonly path: Path;
      readonly part: EntryPart;
    }
  | { readonly in: 'appSpec' | 'appJson'; readonly span: Span }
  | { readonly in: 'file'; readonly name: string; readonly span: Span };

/** A repair as a rule states it; `fix.ts` turns it into text edits of the finding's file when somebody asks. */
export type Repair =
  | { readonly title: string; readonly safe: boolean; readonly changes: readonly Edit[] }
  | { readonly title: string; readonly safe: boolean; readonly splices: readonly TextEdit[] };

export interface Finding {
  readonly at: Place;
  readonly message: string;
  readonly repairs?: readonly Repair[];
  readonly related?: readonly { readonly at: Place; readonly message: string }[];
  /** The finding is that something is not there: no claim to make of an object with syntax errors. */
  readonly absent?: true;
}

/** Said by a check about a part it could not judge. */
interface Unknown {
  readonly unknown: string;
  readonly remedy: string;
}

/** One check with its stable code, as docs and SARIF list it. */
export interface RuleInfo {
  readonly code: string;
  readonly severity: Severity;
  /** One line: what must be so. */
  readonly title: string;
  /** Why, and what to do. */
  readonly help: string;
}

export interface Rule extends RuleInfo {
  /** Without these the check does not run. */
  readonly needs: readonly FactName[];
  /** With these it sees more; without them it runs, but has not passed. */
  readonly wants: readonly FactName[];
  check(facts: Facts): Iterable<Finding | Unknown>;
}

interface Declaration<Need extends FactName, Want extends FactName> extends RuleInfo {
  readonly needs: readonly Need[];
  readonly wants?: readonly Want[];
  check(facts: Pick<Facts, Need> & Partial<Pick<Facts, Want>>): Iterable<Finding | Unknown>;
}

/** Declares a check; the types let it read only the facts it names. */
export function rule<const Need extends FactName, const Want extends FactName = never>(
  declared: Declaration<Need, Want>,
): Rule {
  return { ...declared, wants: declared.wants ?? [], check: (facts) => declared.check(facts) };
}

/** The place of an entry of the AppSpec; the nearest enclosing one where it is not in the text. */
export function at(entry: Entry, part: EntryPart = 'value'): Place {
  return { in: 'appSpec', object: entry.object, path: entry.path, part };
}

/** The place of a field of app.json. */
export function atField(json: AppJson, path: Path, part: EntryPart = 'value'): Place {
  return { in: 'appJson', object: json.object, path, part };
}

/** The place in a file that is no manifest; its beginning where no span is given. */
export function atFile(name: string, span: Span = { start: 0, end: 0 }): Place {
  return { in: 'file', name, span };
}

/** A repair that writes one value. */
export function write(
  title: string,
  entry: { readonly object: ParsedObject; readonly path: Path },
  value: unknown,
  options: { readonly safe: boolean },
): Repair {
  return {
    title,
    safe: options.safe,
    changes: [{ op: 'set', object: entry.object.index, path: entry.path, value }],
  };
}

/** A repair that takes one entry away. */
export function take(
  title: string,
  entry: { readonly object: ParsedObject; readonly path: Path },
  options: { readonly safe: boolean },
): Repair {
  return {
    title,
    safe: options.safe,
    changes: [{ op: 'remove', object: entry.object.index, path: entry.path }],
  };
}
