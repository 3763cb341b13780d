import {
  ApartmentOutlined,
  CalculatorOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  ClockCircleOutlined,
  DollarOutlined,
  FieldNumberOutlined,
  FileTextOutlined,
  FontSizeOutlined,
  FunctionOutlined,
  LinkOutlined,
  MailOutlined,
  NumberOutlined,
  PaperClipOutlined,
  PercentageOutlined,
  PhoneOutlined,
  ShareAltOutlined,
  TableOutlined,
  TagsOutlined,
  UnorderedListOutlined,
  UserOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { FieldDocument, FieldSettingsDocument } from '../draft/documents';

export type FieldGroup = 'text' | 'number' | 'time' | 'choice' | 'people' | 'relation' | 'computed' | 'media';

export interface FieldKind {
  type: string;
  group: FieldGroup;
  icon: ReactNode;
  /** The property of a new field, without id, type and label. */
  property: Omit<FieldDocument, 'x-dougong'>;
  settings?: Partial<FieldSettingsDocument>;
  computed?: boolean;
  /** The property's JSON type when it is not filled in by people alone; null may stand beside it. */
  unique?: boolean;
}

const text = { type: ['string', 'null'] };
const decimal = { type: ['string', 'null'], format: 'decimal' };
const identity = { ...text, format: 'uuid' };
const twoOptions: Partial<FieldSettingsDocument> = {
  options: [
    { key: 'option_1', label: { zh: '选项 1', en: 'Option 1' }, colour: 'blue' },
    { key: 'option_2', label: { zh: '选项 2', en: 'Option 2' }, colour: 'green' },
  ],
};

export const fieldKinds: FieldKind[] = [
  {
    type: 'text',
    group: 'text',
    icon: <FontSizeOutlined aria-hidden />,
    property: { ...text, maxLength: 120 },
    unique: true,
  },
  {
    type: 'long_text',
    group: 'text',
    icon: <FileTextOutlined aria-hidden />,
    property: { ...text, maxLength: 4000 },
  },
  { type: 'email', group: 'text', icon: <MailOutlined aria-hidden />, property: text, unique: true },
  { type: 'phone', group: 'text', icon: <PhoneOutlined aria-hidden />, property: text, unique: true },
  { type: 'url', group: 'text', icon: <LinkOutlined aria-hidden />, property: text },
  {
    type: 'number',
    group: 'number',
    icon: <NumberOutlined aria-hidden />,
    property: decimal,
    settings: { precision: 2 },
    unique: true,
  },
  {
    type: 'money',
    group: 'number',
    icon: <DollarOutlined aria-hidden />,
    property: { type: ['object', 'null'] },
  },
  {
    type: 'percent',
    group: 'number',
    icon: <PercentageOutlined aria-hidden />,
    property: decimal,
  },
  {
    type: 'auto_number',
    group: 'number',
    icon: <FieldNumberOutlined aria-hidden />,
    property: { type: 'string', readOnly: true },
    settings: { pattern: 'NO{{ TEXT(TODAY(), "yyyyMM") }}-{{ SEQ(4) }}', reset: 'month' },
  },
  {
    type: 'date',
    group: 'time',
    icon: <CalendarOutlined aria-hidden />,
    property: { ...text, format: 'date' },
  },
  {
    type: 'datetime',
    group: 'time',
    icon: <ClockCircleOutlined aria-hidden />,
    property: { ...text, format: 'date-time' },
  },
  {
    type: 'select',
    group: 'choice',
    icon: <UnorderedListOutlined aria-hidden />,
    property: text,
    settings: twoOptions,
  },
  {
    type: 'multi_select',
    group: 'choice',
    icon: <TagsOutlined aria-hidden />,
    property: { type: 'array' },
    settings: twoOptions,
  },
  {
    type: 'switch',
    group: 'choice',
    icon: <CheckSquareOutlined aria-hidden />,
    property: { type: 'boolean', default: false },
  },
  {
    type: 'member',
    group: 'people',
    icon: <UserOutlined aria-hidden />,
    property: identity,
  },
  {
    type: 'department',
    group: 'people',
    icon: <ApartmentOutlined aria-hidden />,
    property: identity,
  },
  {
    type: 'reference',
    group: 'relation',
    icon: <ShareAltOutlined aria-hidden />,
    property: identity,
    settings: { on_delete: 'clear' },
  },
  { type: 'sub_table', group: 'relation', icon: <TableOutlined aria-hidden />, property: { type: 'array' } },
  {
    type: 'formula',
    group: 'computed',
    icon: <FunctionOutlined aria-hidden />,
    property: { readOnly: true },
    settings: { result: 'number' },
    computed: true,
  },
  {
    type: 'roll_up',
    group: 'computed',
    icon: <CalculatorOutlined aria-hidden />,
    property: { readOnly: true },
    settings: { function: 'count' },
    computed: true,
  },
  {
    type: 'attachment',
    group: 'media',
    icon: <PaperClipOutlined aria-hidden />,
    property: { type: 'array' },
  },
];

export const fieldGroups: FieldGroup[] = [
  'text',
  'number',
  'time',
  'choice',
  'people',
  'relation',
  'computed',
  'media',
];

const byType = new Map(fieldKinds.map((kind) => [kind.type, kind]));
export function fieldKind(type: string): FieldKind | undefined {
  return byType.get(type);
}
