import { useEffect, useRef } from 'react';
import { Button } from '../../../components/button.tsx';

/** Stands for the cards not drawn yet: comes into sight, or is pressed, and the next ones are drawn. */
export function MoreCards({ left, onMore }: { readonly left: number; readonly onMore: () => void }) {
  const element = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  useEffect(() => {
    const target = element.current;
    if (!target) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) more.current();
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={element} className="form-more">
      <Button look="link" onClick={onMore}>
        {left === 1 ? 'Show 1 more object' : `Show ${left} more objects`}
      </Button>
    </div>
  );
}
