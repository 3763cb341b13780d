import { useCallback, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { common } from '@/i18n/words';
import css from './kit.module.css';

export interface SplitPaneProps {
  /** Remembers the width in this browser. */
  name: string;
  fixed: ReactNode;
  rest: ReactNode;
  side?: 'start' | 'end';
  width?: number;
  min?: number;
  max?: number;
}

/** Two panes with a handle that mouse and arrow keys move; stacked on a phone. */
export function SplitPane({
  name,
  fixed,
  rest,
  side = 'end',
  width = 320,
  min = 200,
  max = 640,
}: SplitPaneProps) {
  const t = common.use();
  const key = `dougong.pane.${name}`;
  const [size, setSize] = useState(() => Number(localStorage.getItem(key)) || width);
  const start = useRef<{ x: number; size: number } | null>(null);

  const resize = useCallback(
    (next: number) => {
      const kept = Math.min(max, Math.max(min, next));
      setSize(kept);
      localStorage.setItem(key, String(kept));
    },
    [key, max, min],
  );
  const sign = side === 'start' ? 1 : -1;
  const handle = (
    <div
      className={css.splitHandle}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('resizePanel')}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, size };
      }}
      onPointerMove={(event) => {
        if (start.current) resize(start.current.size + sign * (event.clientX - start.current.x));
      }}
      onPointerUp={() => (start.current = null)}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'ArrowRight') resize(size + sign * 16);
        if (event.key === 'ArrowLeft') resize(size - sign * 16);
      }}
    />
  );
  const pane = (
    <div className={css.splitFixed} style={{ width: size }}>
      {fixed}
    </div>
  );
  const main = <div className={css.splitRest}>{rest}</div>;
  return (
    <div className={css.split}>
      {side === 'start' ? (
        <>
          {pane}
          {handle}
          {main}
        </>
      ) : (
        <>
          {main}
          {handle}
          {pane}
        </>
      )}
    </div>
  );
}
