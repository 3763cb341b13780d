import type { RecordItem } from '@/api/types';
import { defineWords, useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import type { ChangedSinceProps } from './ChangedSince';
import css from './inbox.module.css';

const words = defineWords('changedSince', {
  en: { changed: 'Changed since you opened it: {{fields}}. Look at it again before you decide.' },
  zh: { changed: '您打开之后，这条记录已被修改：{{fields}}。请重新查看后再决定。' },
});

/** The fields that are not any more what they were when the record was opened. */
export function ChangedFields({ opened, record, type }: ChangedSinceProps & { opened: RecordItem }) {
  const t = words.use();
  const text = useText();
  const fields = type?.fields
    .filter(({ key }) => JSON.stringify(record.values[key]) !== JSON.stringify(opened.values[key]))
    .map(({ label }) => text(label));
  return fields?.length ? (
    <p className={css.hint} role="status" data-changed-since>
      {t('changed', { fields: listed(fields) })}
    </p>
  ) : null;
}
