interface UnifiedDiffProps {
  readonly label: string;
  readonly diff: string;
}

const words = { '+': 'added', '-': 'removed' } as const;

/** A unified diff to read: signs and words besides the colours. */
export function UnifiedDiff({ label, diff }: UnifiedDiffProps) {
  const lines = diff
    .replace(/\n$/, '')
    .split('\n')
    .filter((line) => !/^(?:---|\+\+\+|===|\\|Index:)/.test(line))
    .map((text, place) => ({ text, key: `${place} ${text}` }));
  return (
    <section className="unified-diff" aria-label={label}>
      <pre>
        {lines.map(({ text, key }) => {
          const sign = text[0];
          const change = sign === '+' || sign === '-' ? words[sign] : undefined;
          return (
            <span key={key} className={change ?? (text.startsWith('@@') ? 'place' : 'same')}>
              {change ? <span className="visually-hidden">{change}: </span> : null}
              {text === '' ? ' ' : text}
            </span>
          );
        })}
      </pre>
    </section>
  );
}
