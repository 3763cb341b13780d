import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Says whether something that scrolls sideways has more behind its end than is in view. */
export function useSideways(element: RefObject<HTMLElement | null>): boolean {
  const [more, setMore] = useState(false);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const look = () => setMore(box.scrollWidth - box.clientWidth - Math.abs(box.scrollLeft) > 1);
    look();
    box.addEventListener('scroll', look, { passive: true });
    const watched = new ResizeObserver(look);
    watched.observe(box);
    return () => {
      box.removeEventListener('scroll', look);
      watched.disconnect();
    };
  }, [element]);
  return more;
}
