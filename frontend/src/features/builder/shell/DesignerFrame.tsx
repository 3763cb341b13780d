import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useIsPhone } from '@/ui/useMedia';
import { words } from '../words';
import css from './shell.module.css';

export interface DesignerFrameProps {
  palette: ReactNode;
  canvas: ReactNode;
  properties: ReactNode;
  /** Absent where the canvas itself is the list of what there is. */
  outline?: ReactNode;
  /** The canvas needs neither palette nor properties now: it has the whole width. */
  alone?: boolean;
  /** What is selected: on a phone its properties come to the front. */
  selected?: string | null;
  wide?: boolean;
}

const allPanes = ['palette', 'canvas', 'properties', 'outline'] as const;
type Pane = (typeof allPanes)[number];

/** The same four places in every designer: palette, canvas, properties, outline. */
export function DesignerFrame({
  palette,
  canvas,
  properties,
  outline,
  selected,
  wide,
  alone,
}: DesignerFrameProps) {
  const t = words.use();
  const phone = useIsPhone();
  const [chosen, setPane] = useState<Pane>('canvas');
  const panes = alone ? [] : allPanes.filter((name) => name !== 'outline' || outline);
  const pane: Pane = alone ? 'canvas' : chosen;
  const shown = useRef(selected);
  useEffect(() => {
    if (phone && selected && selected !== shown.current) setPane('properties');
    shown.current = selected;
  }, [phone, selected]);
  const place = (name: Pane, content: ReactNode, title = true) => (
    <section className={`${css.pane} ${css[name]}`} data-pane-name={name} aria-label={t(name)} tabIndex={-1}>
      {title && <div className={css.paneTitle}>{t(name)}</div>}
      {content}
    </section>
  );
  return (
    <>
      {panes.length > 0 && (
        <div className={css.paneTabs} role="group" aria-label={t('panes')}>
          {panes.map((name) => (
            <button key={name} type="button" aria-pressed={pane === name} onClick={() => setPane(name)}>
              {t(name)}
            </button>
          ))}
        </div>
      )}
      <div
        className={css.frame}
        data-pane={pane}
        data-wide={wide || undefined}
        data-alone={alone || undefined}
      >
        {!alone && (
          <div className={css.left}>
            {place('palette', palette)}
            {outline && place('outline', outline)}
          </div>
        )}
        {place('canvas', canvas, false)}
        {!alone && place('properties', properties, false)}
      </div>
    </>
  );
}
