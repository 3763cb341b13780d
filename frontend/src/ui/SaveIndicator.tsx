import { common } from '@/i18n/words';
import { useLanguage } from '@/i18n';
import { shortDateTime } from './dates';
import css from './kit.module.css';

export type SaveState = 'saved' | 'saving' | 'unsaved' | 'failed';

/** "Saved 12:03". Says saved only after the server has. */
export function SaveIndicator({ state, at }: { state: SaveState; at?: string | null }) {
  const t = common.use();
  const language = useLanguage();
  const text = {
    saved: t('saved', { time: at ? shortDateTime(at, language) : '' }).trim(),
    saving: t('saving'),
    unsaved: t('unsaved'),
    failed: t('saveFailed'),
  }[state];
  return (
    <span className={`${css.save} ${state === 'failed' ? css.saveFailed : ''}`} role="status">
      {text}
    </span>
  );
}
