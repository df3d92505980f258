import { FileText, FolderOpen } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { useEffect, useId, useState } from 'react';
import type { Place } from '../../../shared/contract/studio-operations.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useStudio } from '../../store/studio.ts';

interface PreviewFile {
  readonly name: string;
  readonly text: string;
}

const previewAfterMs = 150;
const firstShown = ['appspec.yaml', 'app.json'];

/** The files that a template would write, as they would be with this name; the ones before stay until the new ones are there. */
function usePreview(template: string | undefined, name: string) {
  const [files, setFiles] = useState<readonly PreviewFile[]>([]);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (template === undefined || name.trim() === '') return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const { client, describe } = useStudio.getState();
      void client()
        .call('template.preview', { template, name: name.trim() }, { signal: controller.signal })
        .then(
          (preview) => {
            if (controller.signal.aborted) return;
            setFiles(preview.files);
            setProblem(undefined);
          },
          (error: unknown) => {
            if (!controller.signal.aborted) setProblem(describe(error));
          },
        );
    }, previewAfterMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [template, name]);
  return { files, problem };
}

function folderName(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'my-app' : slug;
}

/** Makes a project: what kind, what it is called, where it goes; its files are shown before anything is written. */
export function NewProjectDialog() {
  const templates = useStudio((studio) => studio.templates);
  const { setCreating, loadTemplates, createProject, pickPlace } = useStudio.getState();
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState('My app');
  const [folder, setFolder] = useState<Place>();
  const [file, setFile] = useState<string>();
  const [reason, setReason] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [picking, setPicking] = useState(false);
  const id = useId();
  useEffect(() => {
    if (!templates) void loadTemplates();
  }, [templates, loadTemplates]);
  const template =
    chosen ?? templates?.find((each) => each.name === 'single-container')?.name ?? templates?.[0]?.name;
  const { files, problem } = usePreview(template, name);
  const shown =
    files.find((each) => each.name === file) ??
    firstShown.flatMap((first) => files.find((each) => each.name === first) ?? [])[0] ??
    files[0];

  const pick = async (): Promise<Place | undefined> => {
    setPicking(true);
    const place = await pickPlace('project', { name: folderName(name) });
    setPicking(false);
    if (place) setFolder(place);
    return place;
  };
  const create = async (): Promise<void> => {
    if (template === undefined || name.trim() === '') return;
    const target = folder ?? (await pick());
    if (!target) return;
    setBusy(true);
    setReason(await createProject({ folder: target, template, name: name.trim() }));
    setBusy(false);
  };

  return (
    // While the place is chosen that dialog has the screen to itself; what was entered stays.
    <Dialog open={!picking} wide title="New project" onClose={() => setCreating(false)}>
      <form
        className="new-project"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <div className="new-project-choices">
          <span className="field" id={`${id}-kind`}>
            Template
          </span>
          <RadioGroup.Root
            aria-labelledby={`${id}-kind`}
            className="new-project-templates"
            value={template ?? ''}
            onValueChange={setChosen}
          >
            {templates?.map((each) => (
              <RadioGroup.Item key={each.name} value={each.name} className="new-project-template">
                <b>{each.title}</b>
                <span>{each.summary}</span>
              </RadioGroup.Item>
            ))}
          </RadioGroup.Root>
          <label className="field">
            Name
            <input
              className="input"
              value={name}
              maxLength={100}
              required
              onChange={(event) => setName(event.target.value)}
            />
            <span className="hint">What people see in the app launcher.</span>
          </label>
          <div className="field">
            <span id={`${id}-folder`}>Folder</span>
            <div className="new-project-folder">
              <span className="new-project-path" title={folder?.display}>
                {folder ? folder.display : 'Chosen when you create it'}
              </span>
              <Button aria-describedby={`${id}-folder`} onClick={() => void pick()}>
                <FolderOpen size={14} aria-hidden />
                Choose
              </Button>
            </div>
          </div>
        </div>
        <section className="new-project-preview" aria-label="What would be written">
          <ul>
            {files.map((each) => (
              <li key={each.name}>
                <button
                  type="button"
                  aria-current={each.name === shown?.name ? 'true' : undefined}
                  onClick={() => setFile(each.name)}
                >
                  <FileText size={13} aria-hidden />
                  <span title={each.name}>{each.name}</span>
                </button>
              </li>
            ))}
          </ul>
          <section
            className="new-project-text"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the text scrolls, and must do so by keyboard too
            tabIndex={0}
            aria-label={shown ? `Text of ${shown.name}` : 'Text'}
          >
            <pre>{shown?.text}</pre>
          </section>
        </section>
        <div className="new-project-foot">
          <p className="hint error" role="alert">
            {reason ?? problem}
          </p>
          <div className="actions">
            <Button onClick={() => setCreating(false)}>Cancel</Button>
            <Button
              look="primary"
              type="submit"
              disabled={busy || template === undefined || name.trim() === ''}
            >
              {folder ? 'Create the project' : 'Choose a folder and create'}
            </Button>
          </div>
        </div>
      </form>
    </Dialog>
  );
}
