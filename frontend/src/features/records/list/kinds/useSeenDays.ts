import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** The first day in sight, counted from the plan's beginning, and how many fit; a plan tells by it what lies aside. */
export function useSeenDays(
  scroller: RefObject<HTMLDivElement | null>,
  day: number,
  ready: boolean,
): readonly [number, number] | null {
  const [seen, setSeen] = useState<readonly [number, number] | null>(null);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const [at, many] = [Math.floor(element.scrollLeft / day), Math.floor(element.clientWidth / day)];
      setSeen((before) => (before?.[0] === at && before[1] === many ? before : [at, many]));
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, day, ready]);
  return seen;
}
