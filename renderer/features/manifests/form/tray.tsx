import { useState } from 'react';
import { isSecretName } from '../../../../shared/rules/credentials.ts';
import { formatPath } from '../../../../shared/text/path.ts';
import { Button } from '../../../components/button.tsx';
import { revealPlace } from './change.ts';
import { type Stranger, strangersOf } from './model/shape.ts';
import { useObjectScope } from './object-scope.tsx';

const shownAtFirst = 6;
const longest = 60;

function shortValue({ path, value }: Stranger): string {
  const key = path.at(-1);
  if (typeof key === 'string' && isSecretName(key) && typeof value === 'string') return '•••';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** What the file has and the form does not show: never out of sight, and one click from its text. */
export function Tray() {
  const { role, object, shape, value } = useObjectScope();
  const [all, setAll] = useState(false);
  const strangers = strangersOf(shape, value);
  if (strangers.length === 0) return null;
  const shown = all ? strangers : strangers.slice(0, shownAtFirst);
  const more = strangers.length - shown.length;
  return (
    <fieldset className="form-tray" aria-label="Also in the file, not in this form">
      <span className="hint">Also in the file, not in this form:</span>
      <ul>
        {shown.map((stranger) => (
          <li key={formatPath(stranger.path)}>
            <button
              type="button"
              onClick={() => void revealPlace(role, object, stranger.path, true)}
              title="Show in the text"
            >
              <code className="form-tray-path">{formatPath(stranger.path) || 'the whole object'}</code>
              <code className="form-tray-value">{shortValue(stranger)}</code>
            </button>
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <Button look="link" onClick={() => setAll(true)}>
          {more} more
        </Button>
      ) : null}
    </fieldset>
  );
}
