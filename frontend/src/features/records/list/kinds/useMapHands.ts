import { useEffect, useRef } from 'react';
import type { KeyboardEvent, PointerEvent, RefObject } from 'react';
import { moved, zoomed } from './mapFrame';
import type { Frame, Size } from './mapFrame';

interface Finger {
  x: number;
  y: number;
}

const CLOSER = 0.6;
const STEP = 0.15;

/** A map moved by mouse, wheel, fingers and keys. */
export function useMapHands(
  drawing: RefObject<HTMLElement | null>,
  frame: Frame | null,
  size: Size,
  choose: (frame: Frame | null) => void,
) {
  const fingers = useRef(new Map<number, Finger>());
  const now = useRef({ frame, size, choose });
  useEffect(() => {
    now.current = { frame, size, choose };
  });
  const shown = frame !== null;
  useEffect(() => {
    const element = drawing.current;
    if (!element || !shown) return;
    // React listens to wheels passively: the page would scroll along.
    const onWheel = (event: WheelEvent) => {
      const { frame: from, size: of, choose: take } = now.current;
      if (!from) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const by = Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300)));
      take(zoomed(from, of, by, { x: event.clientX - box.left, y: event.clientY - box.top }));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [drawing, shown]);

  const zoom = (by: number) => frame && choose(zoomed(frame, size, by));
  const keys: Record<string, () => void> = {
    '+': () => zoom(CLOSER),
    '=': () => zoom(CLOSER),
    '-': () => zoom(1 / CLOSER),
    '0': () => choose(null),
  };
  const pans: Record<string, [number, number]> = {
    ArrowLeft: [STEP, 0],
    ArrowRight: [-STEP, 0],
    ArrowUp: [0, STEP],
    ArrowDown: [0, -STEP],
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const key = keys[event.key];
    const pan = event.target === event.currentTarget ? pans[event.key] : undefined;
    if (event.ctrlKey || event.metaKey || event.altKey || !frame || !(key ?? pan)) return;
    event.preventDefault();
    if (key) key();
    else if (pan) choose(moved(frame, size, pan[0] * size.width, pan[1] * size.height));
  };

  const placeOf = (event: PointerEvent): Finger => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if ((event.target as Element).closest('button') || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, placeOf(event));
  };
  const onPointerMove = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before || !frame) return;
    const at = placeOf(event);
    fingers.current.set(event.pointerId, at);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) {
      choose(moved(frame, size, at.x - before.x, at.y - before.y));
      return;
    }
    // Two fingers: what lies between them stays between them.
    const far = (one: Finger) => Math.max(20, Math.hypot(one.x - other.x, one.y - other.y));
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    const pulled = moved(frame, size, (at.x - before.x) / 2, (at.y - before.y) / 2);
    choose(zoomed(pulled, size, far(before) / far(at), middle));
  };
  const lift = (event: PointerEvent) => fingers.current.delete(event.pointerId);
  return {
    closer: () => zoom(CLOSER),
    farther: () => zoom(1 / CLOSER),
    hands: { onKeyDown, onPointerDown, onPointerMove, onPointerUp: lift, onPointerCancel: lift },
  };
}
