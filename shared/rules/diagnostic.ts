import type { Path } from '../text/path.ts';
import type { Range, Span, TextEdit } from '../text/span.ts';

export type Severity = 'error' | 'warning' | 'note';

/** A repair offered with a finding. `safe`: it cannot change what the app means to do, so "fix all" may apply it unasked. */
export interface Fix {
  readonly title: string;
  readonly file: string;
  readonly edits: readonly TextEdit[];
  readonly safe: boolean;
}

/** Another place that explains a finding. */
export interface Related {
  readonly message: string;
  readonly file: string;
  readonly range: Range;
}

/** One finding. The message says what is wrong, with the actual value and name, then what to do. */
export interface Diagnostic {
  /** Stable, `topic/what`: `appspec/unsupported-kind`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  /** Index of the object in its file; absent for findings about the file or the project. */
  readonly object?: number;
  readonly path: Path;
  readonly span: Span;
  readonly range: Range;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
}

/** A check that lacked a fact. It did not pass. */
export interface NotChecked {
  readonly code: string;
  /** What is not known: "No engine answered, so the image's platform is not known." */
  readonly reason: string;
  /** What would let it run: "Start Docker, or name an image archive." */
  readonly remedy: string;
}

/** All findings, in file order (AppSpec, app.json, project), then by place. */
export interface Validation {
  readonly diagnostics: readonly Diagnostic[];
  readonly notChecked: readonly NotChecked[];
  /** Codes of every check that ran with all its facts; a checklist line passes when its codes ran and found nothing. */
  readonly checked: readonly string[];
}
