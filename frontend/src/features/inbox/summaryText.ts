import type { Language } from '@/api/types';
import type { InboxItem } from '@/flows';
import { shortDate, shortDateTime } from '@/ui/dates';
import { formatDecimal, formatMoney, formatPercent } from '@/ui/numbers';

/** A deciding value as it stands on a card; the server sends it in words, numbers and dates plainly. */
export function summaryText(line: InboxItem['summary'][number], language: Language): string {
  switch (line.type) {
    case 'money':
      return line.currency ? formatMoney(line.value, line.currency) : formatDecimal(line.value);
    case 'number':
      return formatDecimal(line.value);
    case 'percent':
      return formatPercent(line.value);
    case 'date':
      return shortDate(line.value, language);
    case 'datetime':
      return shortDateTime(line.value, language);
    default:
      return line.value;
  }
}
