import { FilePlus2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import type { Role } from '../../language/protocol.ts';
import { useStudio } from '../../store/studio.ts';

/** Stands where a manifest would be that the project lacks, and writes it on demand. */
export function MissingManifest({ role, file }: { readonly role: Role; readonly file: string }) {
  const readOnly = useStudio((studio) => studio.project?.readOnly !== undefined);
  const [reason, setReason] = useState<string>();
  const [busy, setBusy] = useState(false);
  const create = async (): Promise<void> => {
    setBusy(true);
    setReason(await useStudio.getState().createManifest(role));
    setBusy(false);
  };
  return (
    <EmptyState
      icon={<FilePlus2 size={28} aria-hidden />}
      title={`This project has no ${file}`}
      actions={
        <Button look="primary" disabled={readOnly || busy} onClick={() => void create()}>
          Create {file}
        </Button>
      }
    >
      <p>
        {role === 'appSpec'
          ? 'Every app has one. Gantry writes it with a Service and one workload, to be filled in here.'
          : 'Every app has one. Gantry writes it with the fields it takes, to be filled in here.'}
      </p>
      {reason === undefined ? null : (
        <p className="hint error" role="alert">
          Not created: {reason}
        </p>
      )}
    </EmptyState>
  );
}
