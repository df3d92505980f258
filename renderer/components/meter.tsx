interface MeterProps {
  /** What it measures, for screen readers. */
  readonly label: string;
  /** 0 to 1; absent where nobody knows how far it is. */
  readonly share?: number;
}

/** How far something is. */
export function Meter({ label, share }: MeterProps) {
  const percent = share === undefined ? undefined : Math.round(Math.max(0, Math.min(1, share)) * 100);
  return (
    <div
      className={percent === undefined ? 'meter unknown' : 'meter'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === undefined ? {} : { 'aria-valuenow': percent })}
    >
      <span style={{ width: `${percent ?? 30}%` }} />
    </div>
  );
}
