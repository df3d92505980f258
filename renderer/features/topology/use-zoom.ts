import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

const least = 0.3;
const most = 2;
const step = 1.2;
/** Height at the bottom that the zoom buttons stand in; the style sheet keeps as much free. */
const footer = 60;
const clamp = (zoom: number): number => Math.min(most, Math.max(least, zoom));

export interface Zoom {
  readonly zoom: number;
  /** Whether the picture is kept as large as its window lets it be. */
  readonly fitted: boolean;
  readonly viewport: RefObject<HTMLDivElement | null>;
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  /** Full size. */
  reset(): void;
}

/** The size at which a picture of the given measures is shown; fitted until somebody zooms. */
export function useZoom(width: number, height: number): Zoom {
  const viewport = useRef<HTMLDivElement | null>(null);
  const [chosen, setChosen] = useState<number | 'auto' | 'fit'>('auto');
  const [room, setRoom] = useState({ width: 0, height: 0 });

  useEffect(() => {
    const element = viewport.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() =>
      setRoom({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // A little is kept free, so that fitting never brings up scroll bars.
  const fitting = Math.min((room.width - 4) / width, (room.height - footer) / height, 1);
  const whole = Number.isFinite(fitting) && fitting > 0 ? fitting : 1;
  // Smaller than this nothing can be read: unless somebody wants to see all of it, it is scrolled.
  const zoom = chosen === 'fit' ? whole : chosen === 'auto' ? Math.max(0.6, whole) : chosen;
  const by = useCallback((factor: number) => setChosen(clamp(zoom * factor)), [zoom]);

  useEffect(() => {
    const element = viewport.current;
    if (!element) return undefined;
    const turn = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      by(event.deltaY < 0 ? 1.08 : 1 / 1.08);
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [by]);

  return {
    zoom,
    fitted: chosen === 'fit' || zoom === whole,
    viewport,
    zoomIn: () => by(step),
    zoomOut: () => by(1 / step),
    fit: () => setChosen('fit'),
    reset: () => setChosen(1),
  };
}
