import type { EntityDescription, FieldDescription } from '@/api/types';
import { useText } from '@/i18n';
import { Select } from '@/ui/Select';
import { listWords } from '../listWords';
import { datesText } from '../dateFields';
import { useListParameter } from '../useListState';
import { dated } from './kind';

export interface DatesChoiceProps {
  type: EntityDescription;
  start: FieldDescription;
  end?: FieldDescription;
  /** Entries need no end. */
  endless?: boolean;
}

const NOTHING = '-';

/** Tells by which dates records lie on days, and lets a person choose others. */
export function DatesChoice({ type, start, end, endless }: DatesChoiceProps) {
  const t = listWords.use();
  const text = useText();
  const [, choose] = useListParameter('dates');
  const labelOf = (field: FieldDescription) => text(field.label) || field.key;
  const options = type.fields.filter(dated).map((field) => ({ value: field.key, label: labelOf(field) }));
  if (options.length < 2) return <span className="muted caption">{labelOf(start)}</span>;
  const set = (from: string, to: string | undefined) =>
    choose(datesText({ start_field: from, end_field: to === NOTHING || to === from ? undefined : to }));
  return (
    <>
      <label>
        {t('datesFrom')}
        <Select
          size="small"
          aria-label={t('datesFrom')}
          value={start.key}
          style={{ minWidth: 120 }}
          options={options}
          onChange={(key) => set(key, end?.key)}
        />
      </label>
      <label>
        {t('datesTo')}
        <Select
          size="small"
          aria-label={t('datesTo')}
          value={end?.key ?? NOTHING}
          style={{ minWidth: 120 }}
          options={[
            ...(endless ? [{ value: NOTHING, label: t('datesNoEnd') }] : []),
            ...options.filter(({ value }) => value !== start.key),
          ]}
          onChange={(key) => set(start.key, key)}
        />
      </label>
    </>
  );
}
