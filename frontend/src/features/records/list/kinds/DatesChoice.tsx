import type { EntityDescription, FieldDescription } from '@/api/types';
import { useText } from '@/i18n';
import { Select } from '@/ui/Select';
import { datesText } from '../dateFields';
import { listWords } from '../listWords';
import { useListParameter } from '../useListState';
import { dated, ranged } from './kind';
import type { SpanFields } from './spans';

const NOTHING = '-';

/** Tells by which dates records lie on days, and lets a person choose others: one, two, or a range that holds both. */
export function DatesChoice({ type, fields }: { type: EntityDescription; fields: SpanFields }) {
  const t = listWords.use();
  const text = useText();
  const [, choose] = useListParameter('dates');
  const start = fields.start.field;
  const holdsBoth = ranged(start);
  const end = holdsBoth ? undefined : fields.end?.field;
  const labelOf = (field: FieldDescription) => text(field.label) || field.key;
  const option = (field: FieldDescription) => ({ value: field.key, label: labelOf(field) });
  const dates = type.fields.filter(dated);
  const starts = [
    ...type.fields.filter(ranged),
    ...dates.filter((field) => !field.system),
    ...dates.filter((field) => field.system),
  ];
  const ends = starts.filter((field) => dated(field) && field.key !== start.key);
  if (starts.length < 2) return <span className="muted caption">{labelOf(start)}</span>;
  const set = (from: string, to: string | undefined) => {
    const alone =
      to === NOTHING || to === from || starts.some((field) => field.key === from && ranged(field));
    choose(datesText({ start_field: from, end_field: alone ? undefined : to }));
  };
  const startName = t(holdsBoth ? 'datesBoth' : 'datesFrom');
  return (
    <>
      <label>
        {startName}
        <Select
          size="small"
          aria-label={startName}
          value={start.key}
          style={{ minWidth: 120 }}
          popupMatchSelectWidth={false}
          options={starts.map(option)}
          onChange={(key) => set(key, end?.key)}
        />
      </label>
      {!holdsBoth && ends.length > 0 && (
        <label>
          {t('datesTo')}
          <Select
            size="small"
            aria-label={t('datesTo')}
            value={end?.key ?? NOTHING}
            style={{ minWidth: 120 }}
            popupMatchSelectWidth={false}
            options={[{ value: NOTHING, label: t('datesNoEnd') }, ...ends.map(option)]}
            onChange={(key) => set(start.key, key)}
          />
        </label>
      )}
    </>
  );
}
