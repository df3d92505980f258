import { FileQuestion, FileWarning } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Button } from '../../../components/button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import type { DocumentView, Role } from '../../../language/protocol.ts';
import type { OpenDocument } from '../../../store/documents.ts';
import { useStudio } from '../../../store/studio.ts';
import { AppJsonForm } from './app-json-form.tsx';
import { AppSpecForm } from './appspec-form.tsx';
import { stepHistory } from './change.ts';
import './fields.css';
import './form.css';
import { HelpLine } from './help-line.tsx';

/** Above this the form would be slower than people, and the text is the better tool (UTF-16 units). */
const longestText = 1_500_000;

interface ManifestFormProps {
  readonly role: Role;
  readonly document: OpenDocument;
  readonly readOnly: boolean;
}

/** The form of a manifest, or why it has none just now. Undo and redo are the document's. */
export function ManifestForm({ role, document, readOnly }: ManifestFormProps) {
  const view = useStudio((studio) => studio.views[role]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    void stepHistory(role, key === 'y' || event.shiftKey ? 'redo' : 'undo');
  };
  const obstacle = obstacleTo(role, document, view);
  const open = obstacle === undefined ? view : undefined;
  return (
    <form
      className="manifest-form"
      aria-label={`${document.name}, form`}
      onKeyDown={onKeyDown}
      onSubmit={(event) => event.preventDefault()}
    >
      <div className="form-scroll" tabIndex={-1}>
        {obstacle}
        {open && role === 'appJson' ? (
          <AppJsonForm document={document} view={open} readOnly={readOnly} />
        ) : null}
        {open && role === 'appSpec' ? (
          <AppSpecForm document={document} view={open} readOnly={readOnly} />
        ) : null}
      </div>
      {open ? <HelpLine role={role} view={open} /> : null}
    </form>
  );
}

/** What stands in the form's place where there can be none, or not yet; `undefined` where there is one. */
function obstacleTo(role: Role, document: OpenDocument, view: DocumentView | undefined): ReactNode {
  const { length } = document.state.text;
  if (length > longestText) {
    return (
      <EmptyState
        icon={<FileQuestion size={28} aria-hidden />}
        title="Too long for a form"
        actions={<Button onClick={() => useStudio.getState().setLayout('text')}>Show the text</Button>}
      >
        <p>
          {document.name} has {(length / 1e6).toFixed(1)} million characters; the form goes up to 1.5 million.
          The text editor and the checks go on working.
        </p>
      </EmptyState>
    );
  }
  if (!view) return <p className="form-wait hint">Reading {document.name} …</p>;
  const [problem] = view.problems;
  const [first] = view.objects;
  if (problem && (!first || (role === 'appJson' && !first.valid))) {
    return <Unreadable document={document} message={problem.message} span={problem.span} />;
  }
  return undefined;
}

interface UnreadableProps {
  readonly document: OpenDocument;
  readonly message: string;
  readonly span: { readonly start: number; readonly end: number };
}

function Unreadable({ document, message, span }: UnreadableProps) {
  return (
    <EmptyState
      icon={<FileWarning size={28} aria-hidden />}
      title="The form is off"
      actions={
        <Button onClick={() => useStudio.getState().revealSpan(document.name, span, true)}>
          Show in text
        </Button>
      }
    >
      <p>
        {document.name} does not parse. {message}
      </p>
    </EmptyState>
  );
}
