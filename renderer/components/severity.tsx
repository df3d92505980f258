import { CircleAlert, Info, TriangleAlert } from 'lucide-react';

type Severity = 'error' | 'warning' | 'note';

const icons = { error: CircleAlert, warning: TriangleAlert, note: Info };
const colours = { error: 'var(--error)', warning: 'var(--warn)', note: 'var(--note)' };

/** The sign of a severity: shape and name, not colour alone. */
export function SeverityIcon({
  severity,
  size = 14,
}: {
  readonly severity: Severity;
  readonly size?: number;
}) {
  const Icon = icons[severity];
  return <Icon size={size} color={colours[severity]} role="img" aria-label={severity} />;
}
