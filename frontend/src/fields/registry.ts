import type { FieldDescription } from '@/api/types';
import type { FieldKind } from './kind';
import { ATTACHMENT } from './types/attachment';
import { AUTO_NUMBER } from './types/auto_number';
import { DATE } from './types/date';
import { DATETIME } from './types/datetime';
import { DEPARTMENT } from './types/department';
import { EMAIL } from './types/email';
import { FORMULA } from './types/formula';
import { LONG_TEXT } from './types/long_text';
import { MEMBER } from './types/member';
import { MONEY } from './types/money';
import { MULTI_SELECT } from './types/multi_select';
import { NUMBER } from './types/number';
import { PERCENT } from './types/percent';
import { PHONE } from './types/phone';
import { REFERENCE } from './types/reference';
import { ROLL_UP } from './types/roll_up';
import { SELECT } from './types/select';
import { SUB_TABLE } from './types/sub_table';
import { SWITCH } from './types/switch';
import { TEXT } from './types/text';
import { URL_KIND } from './types/url';

const kinds: FieldKind[] = [
  TEXT,
  LONG_TEXT,
  EMAIL,
  PHONE,
  URL_KIND,
  NUMBER,
  MONEY,
  PERCENT,
  AUTO_NUMBER,
  DATE,
  DATETIME,
  SELECT,
  MULTI_SELECT,
  SWITCH,
  MEMBER,
  DEPARTMENT,
  REFERENCE,
  SUB_TABLE,
  FORMULA,
  ROLL_UP,
  ATTACHMENT,
];

let byType: Map<string, FieldKind> | null = null;

/** The kind of a field type; an unknown type is shown as text. */
export function kindOf(type: string): FieldKind {
  byType ??= new Map(kinds.map((kind) => [kind.type, kind]));
  return byType.get(type) ?? TEXT;
}

/** Numbers stand at the right, computed ones too. */
export function alignOf(field: FieldDescription): 'end' | undefined {
  const kind = kindOf(field.type);
  return kind.align ?? (kind.computed && field.formula_type === 'number' ? 'end' : undefined);
}
