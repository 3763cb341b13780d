import type { ReactNode } from 'react';
import css from './kit.module.css';

export const colours = ['grey', 'blue', 'green', 'amber', 'red', 'teal'] as const;
export type Colour = (typeof colours)[number];

const others: Record<string, Colour> = {
  gray: 'grey',
  default: 'grey',
  orange: 'amber',
  yellow: 'amber',
  gold: 'amber',
  cyan: 'teal',
  purple: 'blue',
  indigo: 'blue',
  pink: 'red',
  lime: 'green',
};

/** One of the six state colours, whatever a document says. */
export function colourOf(name: string | null | undefined): Colour {
  if (!name) return 'grey';
  if ((colours as readonly string[]).includes(name)) return name as Colour;
  return others[name] ?? 'grey';
}

export interface StateTagProps {
  colour?: string | null;
  dot?: boolean;
  children: ReactNode;
}

export function StateTag({ colour, dot = true, children }: StateTagProps) {
  const name = colourOf(colour);
  return (
    <span className={css.tag} style={{ background: `var(--${name}-tint)`, color: `var(--${name}-shade)` }}>
      {dot && <span className={css.dot} style={{ background: `var(--${name}-mark)` }} aria-hidden />}
      <span className="truncate">{children}</span>
    </span>
  );
}
