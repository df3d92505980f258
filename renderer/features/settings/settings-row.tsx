import type { ReactNode } from 'react';
import { useId } from 'react';

interface SettingsRowProps {
  readonly label: string;
  readonly hint?: string;
  /** The control, given the id of its label. */
  readonly children: (labelId: string) => ReactNode;
}

/** A setting: its name, its control, and what more there is to say. */
export function SettingsRow({ label, hint, children }: SettingsRowProps) {
  const id = useId();
  return (
    <div className="settings-row">
      <span id={id}>{label}</span>
      <div>
        {children(id)}
        {hint === undefined ? null : <p className="hint">{hint}</p>}
      </div>
    </div>
  );
}
