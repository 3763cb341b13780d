import Decimal from 'decimal.js';
import type { FieldDescription, JsonValue } from '@/api/types';
import { typedDuration } from './durations';
import { htmlOf } from './richText';
import { isWhole } from './types/number';

function decimalText(text: string): string | null {
  const plain = text.replace(/[\s,¥￥$€£]/g, '');
  return /^-?\d+(\.\d+)?$/.test(plain) ? plain : null;
}

/** The currency of a money field, which the server fills in; without it the amount goes as it is. */
export function currencyOf(field: FieldDescription): { currency?: string } {
  return field.settings.currency ? { currency: field.settings.currency } : {};
}

/** A cell pasted from a spreadsheet as the value of a field; undefined when it does not fit. */
export function fromText(field: FieldDescription, cell: string): JsonValue | undefined {
  const text = cell.trim();
  if (text === '') return null;
  switch (field.type) {
    case 'text':
    case 'long_text':
    case 'email':
    case 'phone':
    case 'url':
    case 'code':
    case 'scan':
    case 'external_id':
    case 'hidden':
      return text;
    case 'rich_text':
      return htmlOf(text);
    case 'rating':
    case 'slider': {
      const stars = /^[★☆]+$/.test(text) ? text.replaceAll('☆', '').length : null;
      const plain = stars === null ? decimalText(text) : String(stars);
      return plain === null ? undefined : isWhole(field) ? Math.round(Number(plain)) : plain;
    }
    case 'time': {
      const found = /^(\d{1,2})[:：](\d{2})(?::(\d{2}))?$/.exec(text);
      return found && Number(found[1]) < 24 && Number(found[2]) < 60
        ? `${found[1]?.padStart(2, '0')}:${found[2]}:${found[3] ?? '00'}`
        : undefined;
    }
    case 'duration':
      return typedDuration(text);
    case 'tags':
      return text
        .split(/[,，、;；]/)
        .map((word) => word.trim())
        .filter(Boolean);
    case 'number': {
      const plain = decimalText(text);
      return plain === null ? undefined : isWhole(field) ? Math.round(Number(plain)) : plain;
    }
    case 'percent': {
      const plain = decimalText(text.replace(/[%％]$/, ''));
      if (plain === null) return undefined;
      return /[%％]$/.test(text) ? new Decimal(plain).div(100).toString() : plain;
    }
    case 'money': {
      const plain = decimalText(text);
      return plain === null ? undefined : { amount: plain, ...currencyOf(field) };
    }
    case 'date': {
      const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
      return found ? `${found[1]}-${found[2]?.padStart(2, '0')}-${found[3]?.padStart(2, '0')}` : undefined;
    }
    case 'select': {
      const wanted = text.toLowerCase();
      const option = field.options.find(({ key, label }) =>
        [key, ...(typeof label === 'string' ? [label] : Object.values(label))].some(
          (name) => name?.toLowerCase() === wanted,
        ),
      );
      return option?.key;
    }
    case 'switch':
      if (/^(true|yes|1|是|√)$/i.test(text)) return true;
      if (/^(false|no|0|否)$/i.test(text)) return false;
      return undefined;
    default:
      return undefined;
  }
}
