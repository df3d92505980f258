import { get, isMap } from '../../shared/model/plain.ts';

/** In the screen's own points. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A screen, as far as placing a window needs it. */
export interface Screen {
  readonly id: number;
  /** What is left of it beside docks and bars. */
  readonly workArea: Bounds;
}

/** Where a window was left on one screen. */
export interface WindowPlace {
  readonly bounds: Bounds;
  readonly maximised: boolean;
}

/** What is remembered: the screen used last, and the window's place on each. */
export interface WindowPlaces {
  readonly last?: string;
  readonly screens: Readonly<Record<string, WindowPlace>>;
}

export const smallest = { width: 800, height: 560 } as const;
const usual = { width: 1440, height: 900 } as const;

/** What was remembered, as far as it can be used. */
export function readPlaces(state: Readonly<Record<string, unknown>>): WindowPlaces {
  const screens: Record<string, WindowPlace> = {};
  for (const [id, place] of Object.entries(isMap(state.screens) ? state.screens : {})) {
    const bounds = readBounds(get(place, 'bounds'));
    if (bounds !== undefined) screens[id] = { bounds, maximised: get(place, 'maximised') === true };
  }
  return { ...(typeof state.last === 'string' ? { last: state.last } : {}), screens };
}

/**
 * Where a window opens: where it was left on the screen used last, or on the first screen where that one is away. It
 * always lies within its screen, which may be smaller now.
 * @param screens the main one first
 */
export function placeFor(places: WindowPlaces, screens: readonly Screen[]): WindowPlace {
  const screen = screens.find(({ id }) => String(id) === places.last) ?? screens[0];
  if (screen === undefined) return { bounds: { x: 0, y: 0, ...usual }, maximised: false };
  const left = places.screens[String(screen.id)];
  return { bounds: within(screen.workArea, left?.bounds ?? usual), maximised: left?.maximised ?? false };
}

/** What to remember of a window that lies on a screen. */
export function rememberPlace(places: WindowPlaces, screen: Screen, place: WindowPlace): WindowPlaces {
  const id = String(screen.id);
  return { last: id, screens: { ...places.screens, [id]: place } };
}

function within(area: Bounds, wanted: Partial<Bounds> & Pick<Bounds, 'width' | 'height'>): Bounds {
  const width = Math.min(Math.max(wanted.width, smallest.width), area.width);
  const height = Math.min(Math.max(wanted.height, smallest.height), area.height);
  const x = wanted.x ?? area.x + Math.round((area.width - width) / 2);
  const y = wanted.y ?? area.y + Math.round((area.height - height) / 2);
  return {
    x: Math.min(Math.max(x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(y, area.y), area.y + area.height - height),
    width,
    height,
  };
}

function readBounds(value: unknown): Bounds | undefined {
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => get(value, name));
  return isWhole(x) && isWhole(y) && isWhole(width) && isWhole(height) ? { x, y, width, height } : undefined;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
