import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { DiffView } from '../components/monaco/diff-view.tsx';
import { useStudio } from '../store/studio.ts';

/** Both texts of a file that this window and another program changed at the same place, and the choice between them. */
export function ConflictDialog() {
  const name = useStudio((studio) => studio.conflictShown);
  const document = useStudio((studio) => (name === undefined ? undefined : studio.documents[name]));
  const { showConflict, resolveConflict } = useStudio.getState();
  if (name === undefined || !document?.conflict) return null;
  const close = () => showConflict(undefined);
  const choose = (keep: 'mine' | 'theirs') => {
    resolveConflict(name, keep);
    close();
  };
  return (
    <Dialog
      open
      wide
      title={`${name} changed in two places`}
      description="Another program wrote this file while you changed it here. Nothing is lost until you choose; a choice can be taken back with Undo."
      onClose={close}
    >
      <div className="conflict-diff">
        <DiffView
          before={{ label: 'On disk now', text: document.conflict.text }}
          after={{ label: 'Your text', text: document.state.text }}
          language={document.role === 'appJson' ? 'json' : 'yaml'}
        />
      </div>
      <div className="actions">
        <Button onClick={close}>Decide later</Button>
        <Button onClick={() => choose('theirs')}>Take what is on disk</Button>
        <Button look="primary" onClick={() => choose('mine')}>
          Keep and save yours
        </Button>
      </div>
    </Dialog>
  );
}
