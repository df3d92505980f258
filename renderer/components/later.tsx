import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { Button } from './button.tsx';

/**
 * A component whose code is fetched when it is first shown. Unlike React's `lazy` it is there at once wherever its
 * code is (`lazy` shows what waits for at least 300 ms), and code that could not be fetched leaves the rest of the page
 * as it is and can be asked for again.
 * @param waiting what stands in its place meanwhile
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode = null,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [Part, setPart] = useState(() => loaded);
    const [state, setState] = useState<'loading' | 'failed'>('loading');
    useEffect(() => {
      if (Part !== undefined || state === 'failed') return undefined;
      let shown = true;
      load().then(
        (component) => {
          loaded = component;
          if (shown) setPart(() => component);
        },
        () => {
          if (shown) setState('failed');
        },
      );
      return () => {
        shown = false;
      };
    }, [Part, state]);
    if (Part !== undefined) return <Part {...props} />;
    if (state === 'loading') return waiting;
    return (
      <p className="loading" role="alert">
        This part of the studio could not be fetched.{' '}
        <Button look="link" onClick={() => setState('loading')}>
          Try again
        </Button>
      </p>
    );
  };
}
