export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An edge as it is drawn. */
export interface Line {
  /** For the `d` of an SVG path. */
  readonly path: string;
  /** Where its words, or the sign that it is broken, stand. */
  readonly middle: Point;
}

/** A curve that leaves to the right and arrives from the left, through the given points. */
export function lineBetween(start: Point, end: Point, through: readonly Point[]): Line {
  const points = [start, ...through, end];
  let path = `M${start.x},${start.y}`;
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1] ?? start;
    const b = points[i] ?? end;
    const reach = reachOf(a, b);
    path += ` C${a.x + reach},${a.y} ${b.x - reach},${b.y} ${b.x},${b.y}`;
  }
  const middle = through[Math.floor(through.length / 2)] ?? {
    x: (start.x + end.x) / 2,
    y: (start.y + end.y) / 2,
  };
  return { path, middle };
}

/** A curve that stays low until just before its end: it passes below what stands between. */
export function lineBelow(start: Point, end: Point): Line {
  const turn = { x: end.x - 64, y: start.y };
  return { ...lineBetween(start, end, [turn]), middle: { x: start.x + 80, y: start.y } };
}

/** How far a curve keeps its direction; one that runs back swings out. */
function reachOf(a: Point, b: Point): number {
  const distance = b.x - a.x;
  return distance >= 0 ? distance / 2 : Math.min(160, 40 - distance / 2);
}
