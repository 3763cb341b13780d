import type { FieldDescription } from '@/api/types';
import type { FieldKind } from './kind';
import { ADDRESS } from './types/address';
import { ATTACHMENT } from './types/attachment';
import { AUDIO } from './types/audio';
import { AUTO_NUMBER } from './types/auto_number';
import { BUTTON } from './types/button';
import { CASCADE } from './types/cascade';
import { CODE } from './types/code';
import { DATE } from './types/date';
import { DATE_RANGE } from './types/date_range';
import { DATETIME } from './types/datetime';
import { DEPARTMENT } from './types/department';
import { DEPARTMENTS } from './types/departments';
import { DURATION } from './types/duration';
import { EMAIL } from './types/email';
import { EXTERNAL_ID } from './types/external_id';
import { FORMULA } from './types/formula';
import { HIDDEN } from './types/hidden';
import { IMAGE } from './types/image';
import { JSON_KIND } from './types/json';
import { LOCATION } from './types/location';
import { LONG_TEXT } from './types/long_text';
import { LOOKUP } from './types/lookup';
import { MEMBER } from './types/member';
import { MEMBERS } from './types/members';
import { MONEY } from './types/money';
import { MULTI_SELECT } from './types/multi_select';
import { NUMBER } from './types/number';
import { PERCENT } from './types/percent';
import { PHONE } from './types/phone';
import { RATING } from './types/rating';
import { REFERENCE } from './types/reference';
import { REFERENCES } from './types/references';
import { RICH_TEXT } from './types/rich_text';
import { ROLL_UP } from './types/roll_up';
import { SCAN } from './types/scan';
import { SELECT } from './types/select';
import { SIGNATURE } from './types/signature';
import { SLIDER } from './types/slider';
import { SUB_TABLE } from './types/sub_table';
import { SWITCH } from './types/switch';
import { TAGS } from './types/tags';
import { TEXT } from './types/text';
import { TIME } from './types/time';
import { TREE_PARENT } from './types/tree_parent';
import { URL_KIND } from './types/url';

const kinds: FieldKind[] = [
  TEXT,
  LONG_TEXT,
  RICH_TEXT,
  EMAIL,
  PHONE,
  URL_KIND,
  CODE,
  NUMBER,
  MONEY,
  PERCENT,
  RATING,
  SLIDER,
  AUTO_NUMBER,
  DATE,
  DATETIME,
  DATE_RANGE,
  TIME,
  DURATION,
  SELECT,
  MULTI_SELECT,
  CASCADE,
  SWITCH,
  TAGS,
  MEMBER,
  MEMBERS,
  DEPARTMENT,
  DEPARTMENTS,
  REFERENCE,
  REFERENCES,
  TREE_PARENT,
  SUB_TABLE,
  FORMULA,
  LOOKUP,
  ROLL_UP,
  ATTACHMENT,
  IMAGE,
  SIGNATURE,
  AUDIO,
  ADDRESS,
  LOCATION,
  SCAN,
  JSON_KIND,
  EXTERNAL_ID,
  HIDDEN,
  BUTTON,
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
