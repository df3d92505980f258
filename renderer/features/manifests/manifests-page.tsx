import { Tabs } from 'radix-ui';
import { type ReactNode, startTransition, useCallback, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { EmptyState } from '../../components/empty-state.tsx';
import { later } from '../../components/later.tsx';
import type { Role } from '../../language/protocol.ts';
import { documentOfRole, type OpenDocument } from '../../store/documents.ts';
import { useStudio } from '../../store/studio.ts';
import { useKeptSizes } from '../../store/use-kept-sizes.ts';
import type { ManifestTab } from '../../store/view.ts';
import { loadTextEditor } from './editor/load-editor.ts';
import { ManifestForm } from './form/manifest-form.tsx';
import { countFindings } from './form/model/findings.ts';
import './manifests.css';
import { ManifestToolbar } from './manifest-toolbar.tsx';
import { MissingManifest } from './missing-manifest.tsx';
import { OtherFiles } from './other-files.tsx';

/** Monaco is large: it comes when a text is to be shown, not with the first screen. */
const TextEditor = later(
  async () => (await loadTextEditor()).TextEditor,
  <p className="manifests-wait hint">Opening the text …</p>,
);

interface ManifestsPageProps {
  /** The picture of the app, behind a tab of its own; drawn only while that tab is open. */
  readonly topology?: ReactNode;
}

const files: Readonly<Record<Role, string>> = { appJson: 'app.json', appSpec: 'appspec.yaml' };
const roles = ['appJson', 'appSpec'] as const;

/** Both manifests, as form and text side by side, and the picture they make. */
export function ManifestsPage({ topology }: ManifestsPageProps) {
  const wanted = useStudio((studio) => studio.tab);
  const showTab = useStudio((studio) => studio.showTab);
  const otherFile = useStudio((studio) => studio.otherFile);
  const tab =
    (wanted === 'topology' && topology === undefined) || (wanted === 'file' && otherFile === undefined)
      ? 'appSpec'
      : wanted;
  return (
    <Tabs.Root className="manifests" value={tab} onValueChange={(value) => showTab(value as ManifestTab)}>
      <div className="manifests-bar">
        <Tabs.List className="manifests-tabs" aria-label="Manifests">
          {roles.map((role) => (
            <ManifestTrigger key={role} role={role} />
          ))}
          {topology === undefined ? null : <Tabs.Trigger value="topology">Topology</Tabs.Trigger>}
          {otherFile === undefined ? null : <Tabs.Trigger value="file">{otherFile}</Tabs.Trigger>}
        </Tabs.List>
        <OtherFiles />
        {tab === 'topology' || tab === 'file' ? null : <ManifestToolbar role={tab} />}
      </div>
      {roles.map((role) => (
        <Tabs.Content key={role} value={role} className="manifests-content" tabIndex={-1}>
          <ManifestPanes role={role} />
        </Tabs.Content>
      ))}
      {topology === undefined ? null : (
        <Tabs.Content value="topology" className="manifests-content" tabIndex={-1}>
          {topology}
        </Tabs.Content>
      )}
      <Tabs.Content value="file" className="manifests-content" tabIndex={-1}>
        {otherFile === undefined ? null : <FilePane key={otherFile} name={otherFile} />}
      </Tabs.Content>
    </Tabs.Root>
  );
}

function ManifestTrigger({ role }: { readonly role: Role }) {
  const name = useStudio((studio) => documentOfRole(studio.documents, role)?.name);
  const errors = useStudio((studio) => countFindings(ofFile(studio.validation?.diagnostics, name)).errors);
  const warnings = useStudio(
    (studio) => countFindings(ofFile(studio.validation?.diagnostics, name)).warnings,
  );
  const known = useStudio((studio) => studio.validation !== undefined);
  return (
    <Tabs.Trigger value={role}>
      {name ?? files[role]}
      {name === undefined ? (
        <span className="pill mute">none</span>
      ) : known ? (
        <Count errors={errors} warnings={warnings} />
      ) : null}
    </Tabs.Trigger>
  );
}

function ofFile<Each extends { readonly file: string }>(
  findings: readonly Each[] | undefined,
  name: string | undefined,
): readonly Each[] {
  return findings?.filter(({ file }) => file === name) ?? [];
}

function Count({ errors, warnings }: { readonly errors: number; readonly warnings: number }) {
  const [count, look, word] = errors > 0 ? [errors, 'error', 'error'] : [warnings, 'warning', 'warning'];
  if (count === 0) return <span className="pill ok">ok</span>;
  return (
    <span className={`pill ${look}`}>
      {count}
      <span className="visually-hidden">{count === 1 ? ` ${word}` : ` ${word}s`}</span>
    </span>
  );
}

function ManifestPanes({ role }: { readonly role: Role }) {
  const document = useStudio((studio) => documentOfRole(studio.documents, role));
  const layout = useStudio((studio) => studio.layout);
  const readOnly = useStudio((studio) => studio.project?.readOnly !== undefined);
  const [textShown, textReady] = useTextFirst();
  const [sizes, keepSizes] = useKeptSizes('manifests');
  if (!document) {
    return <MissingManifest role={role} file={files[role]} />;
  }
  const form = <ManifestForm role={role} document={document} readOnly={readOnly} />;
  const text = <TextPane document={document} onReady={textReady} />;
  if (layout === 'form') return form;
  if (layout === 'text') return text;
  return (
    <Group className="manifests-split" id={`split-${role}`} onLayoutChanged={keepSizes}>
      <Panel id="form" defaultSize={sizes.form ?? '51%'} minSize={320}>
        {textShown ? form : <p className="form-wait hint">Reading {document.name} …</p>}
      </Panel>
      <Separator className="splitter manifests-splitter" aria-label="Width of the form and the text" />
      <Panel id="text" minSize={240}>
        {text}
      </Panel>
    </Group>
  );
}

/** Whether a text was shown already: from then on Monaco is there, and there is nothing to wait for. */
let anyTextShown = false;

/**
 * Whether the form beside the text may be drawn. The first time the text goes first, so that it can be typed in soon,
 * and the form is drawn behind it, giving way to keys.
 */
function useTextFirst(): readonly [shown: boolean, textReady: () => void] {
  const [shown, setShown] = useState(anyTextShown);
  const textReady = useCallback(() => {
    anyTextShown = true;
    // After the frame that shows the text.
    requestAnimationFrame(() => setTimeout(() => startTransition(() => setShown(true))));
  }, []);
  return [shown, textReady];
}

interface TextPaneProps {
  readonly document: OpenDocument;
  readonly onReady?: () => void;
}

function TextPane({ document, onReady }: TextPaneProps) {
  return (
    <div className="manifests-text">
      <TextEditor document={document} {...(onReady === undefined ? {} : { onReady })} />
    </div>
  );
}

/** Another file of the project, as text alone. */
function FilePane({ name }: { readonly name: string }) {
  const document = useStudio((studio) => studio.documents[name]);
  if (document) return <TextPane document={document} />;
  return (
    <EmptyState title={`${name} is not in the project any more`}>
      <p>Another program took it away.</p>
    </EmptyState>
  );
}
