import type { EntityDescription, JsonValue } from '@/api/types';
import { FieldCell, fieldOf } from '@/fields';
import { useLanguage, useText } from '@/i18n';
import type { Language } from '@/api/types';
import { StateTag } from '@/ui';
import { shortDate } from '@/ui/dates';
import { periodOf } from './groups';
import type { Grouping, Period } from './groups';
import { listWords } from './listWords';

/** “March 2026”, “2026 Q1”, “2026”; a week by its first day. */
export function periodText(value: string, period: Period, language: Language): string {
  const at = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  if (period === 'year')
    return new Intl.DateTimeFormat(locale, { year: 'numeric', timeZone: 'UTC' }).format(at);
  if (period === 'quarter') {
    const quarter = Math.floor(at.getUTCMonth() / 3) + 1;
    return language === 'zh'
      ? `${at.getUTCFullYear()}年第${quarter}季度`
      : `Q${quarter} ${at.getUTCFullYear()}`;
  }
  if (period === 'month')
    return new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
  return shortDate(value, language);
}

export interface GroupLabelProps {
  app: string;
  type: EntityDescription;
  grouping: Grouping;
  value: JsonValue;
  label: string | null;
}

/** What a group is called. */
export function GroupLabel({ app, type, grouping, value, label }: GroupLabelProps) {
  const t = listWords.use();
  const text = useText();
  const language = useLanguage();
  const field = fieldOf(type, grouping.field);
  const name = field ? text(field.label) : grouping.field;
  if (!field || value === null || value === '')
    return (
      <span className="muted">
        {name} {t('blankGroup')}
      </span>
    );
  const period = periodOf(type, grouping);
  if (period && typeof value === 'string') {
    const shown = periodText(value, period, language);
    return <span>{period === 'week' ? t('weekOf', { day: shown }) : shown}</span>;
  }
  if (typeof value === 'boolean') return <span>{`${name}: ${t(value ? 'yes' : 'no')}`}</span>;
  const option = field.options.find(({ key }) => key === value);
  if (option) return <StateTag colour={option.colour}>{text(option.label) || option.key}</StateTag>;
  return <FieldCell app={app} field={field} value={value} labelText={label} compact />;
}
