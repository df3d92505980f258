/** Gantry's sign: a crane's frame with a container under it. */
export function Brand({ size = 18 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      aria-hidden="true"
    >
      <path d="M2 15V4h14v11M2 8h14M9 4v5" />
      <rect x="6.5" y="9" width="5" height="4" rx=".6" />
    </svg>
  );
}
