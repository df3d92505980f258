import type { Validation } from '../../shared/rules/diagnostic.ts';
import type { LoadingResult } from '../../shared/rules/loading.ts';
import type { Project } from '../../shared/rules/project.ts';
import type { Edit, EditResult } from '../../shared/text/edit.ts';
import type { Path } from '../../shared/text/path.ts';
import type { Span, TextEdit } from '../../shared/text/span.ts';

/** The two manifests that have a form, by their role. */
export type Role = 'appSpec' | 'appJson';

/** One object of a manifest as plain data for forms and pictures: no text, no tree. */
export interface ObjectView {
  readonly index: number;
  readonly span: Span;
  readonly valid: boolean;
  readonly value: unknown;
}

/** Everything derived from one text. */
export interface DocumentView {
  readonly objects: readonly ObjectView[];
  readonly problems: readonly { readonly message: string; readonly span: Span }[];
}

/** What the page knows of the project besides the texts. */
export type ProjectFacts = Pick<Project, 'kind' | 'name' | 'files' | 'images' | 'lastExport' | 'severities'> &
  LoadingResult;

export interface AnalysisRequest {
  readonly files: Readonly<Partial<Record<Role, { readonly name: string; readonly text: string }>>>;
  readonly facts: ProjectFacts;
}

export interface Analysis {
  readonly validation: Validation;
  readonly views: Readonly<Partial<Record<Role, DocumentView>>>;
}

/** What a key means, and where it stands. */
export interface FieldHelp {
  readonly title: string;
  readonly text: string;
  readonly span: Span;
}

/** An image that a container may name. */
export interface KnownImage {
  readonly reference: string;
  /** Where it comes from, for people. */
  readonly origin: string;
}

/** Something that may be written at a place. */
export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'item' | 'object';
  /** Its lines after the first are indented in relation to the line of the cursor. */
  readonly insert: string;
  /** Whether `insert` has tab stops (`$1`, `${2:name}`), with `\\`, `$` and `}` escaped. */
  readonly snippet?: true;
  /** What typed text is compared with, where it is not the label. */
  readonly filter?: string;
  /** Whether there is something to choose from once it is written. */
  readonly more?: true;
  readonly help: string;
  readonly detail?: string;
}

/** What may be written at a place: the text of `span` is replaced by an item's `insert`. */
export interface Completions {
  readonly span: Span;
  readonly items: readonly Completion[];
  /** An edit that goes with any of them, such as a comma missing above. */
  readonly also?: TextEdit;
}

/** An entry of the outline. */
export interface OutlineSymbol {
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  readonly children: readonly OutlineSymbol[];
}

/** The worker's face. Every answer is plain data. */
export interface LanguageService {
  analyse(request: AnalysisRequest): Analysis;
  edit(role: Role, text: string, edit: Edit): EditResult;
  /** The exact place of a value, key or entry in a text. */
  locate(role: Role, text: string, object: number, path: Path): Span | undefined;
  /** The object and path around an offset. */
  pathAt(
    role: Role,
    text: string,
    offset: number,
  ): { readonly object: number; readonly path: Path } | undefined;
  /** The meaning of the key around an offset. */
  describe(role: Role, text: string, offset: number): FieldHelp | undefined;
  /** `images` are those that a container may name. */
  complete(role: Role, text: string, offset: number, images: readonly KnownImage[]): Completions | undefined;
  outline(role: Role, text: string): readonly OutlineSymbol[];
  /**
   * White space put in order and nothing else: JSON is laid out anew with two spaces; YAML loses trailing spaces and
   * ends with one line end, its indentation stays. `undefined` where the text has syntax errors.
   */
  format(role: Role, text: string): readonly TextEdit[] | undefined;
}
