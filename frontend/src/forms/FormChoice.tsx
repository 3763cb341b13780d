import type { FormDescription } from '@/api/types';
import { useText } from '@/i18n';
import css from './forms.module.css';
import { words } from './words';

/** Which of several forms a record begins with. */
export function FormChoice({
  forms,
  value,
  onChange,
}: {
  forms: FormDescription[];
  value: string;
  onChange: (key: string) => void;
}) {
  const t = words.use();
  const text = useText();
  return (
    <label className={css.choice}>
      <span className={css.label}>{t('form')}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {forms.map((form) => (
          <option key={form.key} value={form.key}>
            {text(form.name) || form.key}
          </option>
        ))}
      </select>
    </label>
  );
}
