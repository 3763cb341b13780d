/** Choosing several records among cards: a mode of its own, as there is no room for boxes beside rows. */
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { PointerEvent } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

export interface Picking {
  /** Cards are chosen rather than opened. */
  on: boolean;
  start: (id?: string) => void;
  toggle: (id: string) => void;
  leave: () => void;
}

const NONE: ReadonlySet<string> = new Set();

/** The mode stands in the address, so that going back leaves it. */
export function usePicking(
  possible: boolean,
  selected: ReadonlySet<string>,
  onSelect: (keys: ReadonlySet<string>) => void,
): Picking {
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  // Said of the very entry of the history that choosing began with: leaving it is going back.
  const began = (useLocation().state as { picking?: boolean } | null)?.picking === true;
  const asked = params.has('pick');
  const on = possible && asked;

  const start = useCallback(
    (id?: string) => {
      if (id) onSelect(new Set([id]));
      setParams((before) => new URLSearchParams([...before, ['pick', '1']]), { state: { picking: true } });
    },
    [onSelect, setParams],
  );
  const toggle = useCallback(
    (id: string) => {
      const next = new Set(selected);
      if (!next.delete(id)) next.add(id);
      onSelect(next);
    },
    [selected, onSelect],
  );
  const leave = useCallback(() => {
    if (began) void navigate(-1);
    else
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          next.delete('pick');
          return next;
        },
        { replace: true },
      );
  }, [began, navigate, setParams]);

  const before = useRef(on);
  useEffect(() => {
    if (before.current && !on) {
      onSelect(NONE);
      // The box or the bar that had the focus is gone: it goes to where choosing began.
      if (document.activeElement === document.body)
        document.querySelector<HTMLElement>('[data-select-records]')?.focus();
    }
    before.current = on;
  }, [on, onSelect]);
  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if ((event.target as HTMLElement).closest('dialog,[role="dialog"],[role="menu"],[type="search"]'))
        return;
      event.preventDefault();
      leave();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [on, leave]);
  return useMemo(() => ({ on, start, toggle, leave }), [on, start, toggle, leave]);
}

const HELD = 500;
const STILL = 10;

/** A finger that stays where it is: the tap that ends it is none. */
export function useLongPress(act: () => void) {
  const timer = useRef(0);
  const at = useRef<[number, number]>([0, 0]);
  const held = useRef(false);
  const stop = () => window.clearTimeout(timer.current);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return {
    /** Says whether a click is only the end of a long press. */
    ends: () => {
      const was = held.current;
      held.current = false;
      return was;
    },
    hands: {
      onPointerDown: (event: PointerEvent) => {
        held.current = false;
        stop();
        if (event.pointerType === 'mouse' || (event.target as HTMLElement).closest('a')) return;
        at.current = [event.clientX, event.clientY];
        timer.current = window.setTimeout(() => {
          held.current = true;
          act();
        }, HELD);
      },
      onPointerMove: (event: PointerEvent) => {
        const [x, y] = at.current;
        if (Math.hypot(event.clientX - x, event.clientY - y) > STILL) stop();
      },
      onPointerUp: stop,
      onPointerCancel: stop,
    },
  };
}
