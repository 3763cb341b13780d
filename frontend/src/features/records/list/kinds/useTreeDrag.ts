import { useRef, useState } from 'react';
import type { PointerEvent as Pressed } from 'react';

/** Where something is carried: over a row, over the place of the top (null), or over nothing (undefined). */
export interface Carried {
  id: string;
  x: number;
  y: number;
  over: string | null | undefined;
}

const DISTANCE = 6;
const DWELL = 700;
const EDGE = 40;

/** The row under a point, by the `data-node` in it; `data-top` is the place of what stands below nothing. */
function rowAt(x: number, y: number): string | null | undefined {
  for (const one of document.elementsFromPoint(x, y)) {
    if ((one as HTMLElement).dataset.top !== undefined) return null;
    const node = one.closest('[role="row"]')?.querySelector<HTMLElement>('[data-node]');
    if (node) return node.dataset.node;
  }
  return undefined;
}

/** Near its upper or lower edge a list scrolls along. */
function scrollAlong(list: HTMLElement | null | undefined, y: number) {
  const box = list?.getBoundingClientRect();
  if (!list || !box) return;
  if (y < box.top + EDGE) list.scrollTop -= 12;
  else if (y > box.bottom - EDGE) list.scrollTop += 12;
}

export interface TreeDrag {
  carried: Carried | null;
  start: (id: string, event: Pressed<HTMLElement>) => void;
  /** It has just been carried: the click that ends it is none. */
  wasCarried: () => boolean;
}

/** A row of a tree taken by its handle and let go over another; a row under it for a while is opened. */
export function useTreeDrag(
  onDrop: (id: string, over: string | null) => void,
  onDwell: (id: string) => void,
) {
  const [carried, setCarried] = useState<Carried | null>(null);
  const moved = useRef(false);
  const start = (id: string, event: Pressed<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.focus();
    const list = event.currentTarget.closest('[role="treegrid"]')?.parentElement;
    const from = { x: event.clientX, y: event.clientY };
    const done = new AbortController();
    const options = { signal: done.signal };
    let over: string | null | undefined;
    let dwelling: ReturnType<typeof setTimeout> | undefined;
    moved.current = false;
    const leave = () => {
      clearTimeout(dwelling);
      done.abort();
      setCarried(null);
      // The click that ends it, if there is one, comes first.
      setTimeout(() => (moved.current = false));
    };
    window.addEventListener(
      'pointermove',
      ({ clientX: x, clientY: y }) => {
        if (!moved.current && Math.hypot(x - from.x, y - from.y) < DISTANCE) return;
        moved.current = true;
        const now = rowAt(x, y);
        if (now !== over) {
          clearTimeout(dwelling);
          if (now) dwelling = setTimeout(() => onDwell(now), DWELL);
        }
        over = now;
        scrollAlong(list, y);
        setCarried({ id, x, y, over });
      },
      options,
    );
    window.addEventListener(
      'pointerup',
      () => {
        if (moved.current && over !== undefined) onDrop(id, over);
        leave();
      },
      options,
    );
    window.addEventListener('pointercancel', leave, options);
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && leave(), options);
  };
  const wasCarried = () => moved.current;
  return { carried, start, wasCarried } satisfies TreeDrag;
}
