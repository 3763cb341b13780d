import css from './kit.module.css';
import { colours } from './StateTag';

function initials(name: string): string {
  const trimmed = name.trim();
  if (/[\u4e00-\u9fff]/.test(trimmed)) return trimmed.slice(-1);
  const parts = trimmed.split(/\s+/);
  return ((parts[0]?.[0] ?? '') + (parts.length > 1 ? (parts.at(-1)?.[0] ?? '') : '')).toUpperCase() || '?';
}

function colourFor(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return colours[1 + (sum % (colours.length - 1))] ?? 'blue';
}

export function Avatar({ name, size = 22 }: { name: string; size?: number }) {
  const colour = colourFor(name);
  return (
    <span
      className={css.avatar}
      aria-hidden
      style={{
        width: size,
        height: size,
        fontSize: Math.round(size * 0.5),
        background: `var(--${colour}-tint)`,
        color: `var(--${colour}-shade)`,
      }}
    >
      {initials(name)}
    </span>
  );
}
