import { useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import css from './kit.module.css';

export interface TabItem {
  key: string;
  label: ReactNode;
}

export interface TabsProps {
  label: string;
  items: TabItem[];
  active: string;
  onChange: (key: string) => void;
  after?: ReactNode;
}

/** Tabs over one panel that the caller draws; arrow keys, Home and End move between them. */
export function Tabs({ label, items, active, onChange, after }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const at = items.findIndex((item) => item.key === active);
    const places: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    const place = places[event.key];
    const next = place === undefined ? undefined : items.at(place % items.length);
    if (!next) return;
    event.preventDefault();
    onChange(next.key);
    list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.key)}"]`)?.focus();
  };
  return (
    <div style={{ display: 'flex', alignItems: 'center', borderBottom: '1px solid var(--line)' }}>
      <div
        className={css.tabs}
        style={{ border: 0 }}
        role="tablist"
        aria-label={label}
        ref={list}
        onKeyDown={move}
      >
        {items.map((item) => (
          <button
            key={item.key}
            type="button"
            role="tab"
            data-key={item.key}
            className={css.tab}
            aria-selected={item.key === active}
            tabIndex={item.key === active ? 0 : -1}
            onClick={() => onChange(item.key)}
          >
            {item.label}
          </button>
        ))}
      </div>
      {after}
    </div>
  );
}
