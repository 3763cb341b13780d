import type { Localised } from '@/api/types';
import { useText } from '@/i18n';
import css from './kit.module.css';

/** What an expression means in plain words, with its text beneath. */
export function FormulaReading({ reading, text }: { reading: Localised | null | undefined; text?: string }) {
  const say = useText();
  if (!reading && !text) return null;
  return (
    <p className={css.reading}>
      {say(reading)}
      {text && <code>{text}</code>}
    </p>
  );
}
