import {
  ApartmentOutlined,
  AudioOutlined,
  BarcodeOutlined,
  CalculatorOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  ClockCircleOutlined,
  ClusterOutlined,
  CodeOutlined,
  DollarOutlined,
  EnvironmentOutlined,
  EyeInvisibleOutlined,
  FieldNumberOutlined,
  FieldTimeOutlined,
  FileTextOutlined,
  FontColorsOutlined,
  FontSizeOutlined,
  ForkOutlined,
  FunctionOutlined,
  HighlightOutlined,
  HomeOutlined,
  HourglassOutlined,
  IdcardOutlined,
  LinkOutlined,
  MailOutlined,
  NodeIndexOutlined,
  NumberOutlined,
  PlaySquareOutlined,
  PaperClipOutlined,
  PartitionOutlined,
  PercentageOutlined,
  PhoneOutlined,
  PictureOutlined,
  QrcodeOutlined,
  ShareAltOutlined,
  SlidersOutlined,
  StarOutlined,
  SwapOutlined,
  TableOutlined,
  TagOutlined,
  TagsOutlined,
  UnorderedListOutlined,
  TeamOutlined,
  UserOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { FieldDocument, FieldSettingsDocument } from '../draft/documents';

export type FieldGroup =
  'text' | 'number' | 'time' | 'choice' | 'people' | 'relation' | 'computed' | 'media' | 'more';

export interface FieldKind {
  type: string;
  group: FieldGroup;
  icon: ReactNode;
  /** The property of a new field, without id, type and label. */
  property: Omit<FieldDocument, 'x-dougong'>;
  settings?: Partial<FieldSettingsDocument>;
  computed?: boolean;
  /** A list of files; it has no column. */
  files?: boolean;
  /** A value of several parts. */
  parts?: boolean;
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
  { type: 'rich_text', group: 'text', icon: <FontColorsOutlined aria-hidden />, property: text },
  { type: 'email', group: 'text', icon: <MailOutlined aria-hidden />, property: text, unique: true },
  { type: 'phone', group: 'text', icon: <PhoneOutlined aria-hidden />, property: text, unique: true },
  { type: 'url', group: 'text', icon: <LinkOutlined aria-hidden />, property: text },
  {
    type: 'code',
    group: 'text',
    icon: <BarcodeOutlined aria-hidden />,
    property: { ...text, maxLength: 60 },
    unique: true,
  },
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
    type: 'rating',
    group: 'number',
    icon: <StarOutlined aria-hidden />,
    property: { type: ['integer', 'null'] },
    settings: { most: 5 },
  },
  {
    type: 'slider',
    group: 'number',
    icon: <SlidersOutlined aria-hidden />,
    property: { type: ['integer', 'null'] },
    settings: { minimum: '0', maximum: '100' },
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
    type: 'date_range',
    group: 'time',
    icon: <SwapOutlined aria-hidden />,
    property: { type: ['object', 'null'] },
    parts: true,
  },
  { type: 'time', group: 'time', icon: <FieldTimeOutlined aria-hidden />, property: text },
  {
    type: 'duration',
    group: 'time',
    icon: <HourglassOutlined aria-hidden />,
    property: { ...text, format: 'duration' },
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
    type: 'cascade',
    group: 'choice',
    icon: <PartitionOutlined aria-hidden />,
    property: { type: 'array' },
    settings: {
      options: [
        { key: 'option_1', label: { zh: '选项 1', en: 'Option 1' } },
        { key: 'option_1_1', label: { zh: '选项 1.1', en: 'Option 1.1' }, parent: 'option_1' },
      ],
    },
  },
  { type: 'tags', group: 'choice', icon: <TagOutlined aria-hidden />, property: { type: 'array' } },
  {
    type: 'member',
    group: 'people',
    icon: <UserOutlined aria-hidden />,
    property: identity,
  },
  { type: 'members', group: 'people', icon: <TeamOutlined aria-hidden />, property: { type: 'array' } },
  {
    type: 'department',
    group: 'people',
    icon: <ApartmentOutlined aria-hidden />,
    property: identity,
  },
  {
    type: 'departments',
    group: 'people',
    icon: <ClusterOutlined aria-hidden />,
    property: { type: 'array' },
  },
  {
    type: 'reference',
    group: 'relation',
    icon: <ShareAltOutlined aria-hidden />,
    property: identity,
    settings: { on_delete: 'clear' },
  },
  {
    type: 'references',
    group: 'relation',
    icon: <SwapOutlined aria-hidden />,
    property: { type: 'array' },
    settings: { on_delete: 'clear' },
  },
  {
    type: 'tree_parent',
    group: 'relation',
    icon: <ForkOutlined aria-hidden />,
    property: identity,
    settings: { on_delete: 'refuse' },
  },
  { type: 'sub_table', group: 'relation', icon: <TableOutlined aria-hidden />, property: { type: 'array' } },
  {
    type: 'button',
    group: 'computed',
    icon: <PlaySquareOutlined aria-hidden />,
    property: { readOnly: true },
    computed: true,
  },
  {
    type: 'formula',
    group: 'computed',
    icon: <FunctionOutlined aria-hidden />,
    property: { readOnly: true },
    settings: { result: 'number' },
    computed: true,
  },
  {
    type: 'lookup',
    group: 'computed',
    icon: <NodeIndexOutlined aria-hidden />,
    property: { readOnly: true },
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
    files: true,
  },
  {
    type: 'image',
    group: 'media',
    icon: <PictureOutlined aria-hidden />,
    property: { type: 'array' },
    files: true,
  },
  {
    type: 'signature',
    group: 'media',
    icon: <HighlightOutlined aria-hidden />,
    property: { type: 'array' },
    files: true,
  },
  {
    type: 'audio',
    group: 'media',
    icon: <AudioOutlined aria-hidden />,
    property: { type: 'array' },
    files: true,
  },
  {
    type: 'address',
    group: 'more',
    icon: <HomeOutlined aria-hidden />,
    property: { type: ['object', 'null'] },
    parts: true,
  },
  {
    type: 'location',
    group: 'more',
    icon: <EnvironmentOutlined aria-hidden />,
    property: { type: ['object', 'null'] },
    parts: true,
  },
  {
    type: 'scan',
    group: 'more',
    icon: <QrcodeOutlined aria-hidden />,
    property: { ...text, maxLength: 200 },
    unique: true,
  },
  {
    type: 'external_id',
    group: 'more',
    icon: <IdcardOutlined aria-hidden />,
    property: { ...text, maxLength: 120 },
    settings: { unique: true, search: true },
    unique: true,
  },
  { type: 'json', group: 'more', icon: <CodeOutlined aria-hidden />, property: {} },
  {
    type: 'hidden',
    group: 'more',
    icon: <EyeInvisibleOutlined aria-hidden />,
    property: { ...text, maxLength: 200 },
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
  'more',
];

const byType = new Map(fieldKinds.map((kind) => [kind.type, kind]));
export function fieldKind(type: string): FieldKind | undefined {
  return byType.get(type);
}
