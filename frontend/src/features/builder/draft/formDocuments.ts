/** Shapes of forms, as far as the designers edit them. */
import type { DocumentBase, Sources, Text } from './documents';

export interface FormItem {
  field?: string;
  span?: number;
  label?: Text;
  help?: Text;
  placeholder?: Text;
  rows?: number;
  read_only?: boolean;
  columns?: string[];
  totals?: Record<string, string>;
  filter?: string;
  quick_create?: boolean;
  row_form?: string;
  text?: Text;
}
export interface FormSection {
  id?: string;
  section?: Text;
  columns?: number;
  collapsed?: boolean;
  help?: Text;
  items: FormNode[];
}
/** What can stand in a layout or in one of its parts; tabs and steps are sections in a group. */
export type FormNode = FormItem | FormSection;
export interface LinkageDocument {
  id?: string;
  when?: string;
  show?: string[];
  hide?: string[];
  require?: string[];
  lock?: string[];
  set?: Sources;
  offer?: Record<string, string[]>;
  pick?: Sources;
  refuse?: RemarkDocument;
  warn?: RemarkDocument;
}
export interface RemarkDocument {
  text: Text;
  field?: string;
}
/** What a rule does with fields that it lists, with each of those that it names, and what it says at one. */
export const EFFECTS = ['show', 'hide', 'require', 'lock'] as const;
export const KEYED = ['set', 'offer', 'pick'] as const;
export const SAYINGS = ['refuse', 'warn'] as const;
export const DOINGS = [...EFFECTS, ...KEYED, ...SAYINGS] as const;
export type Effect = (typeof EFFECTS)[number];
export type Saying = (typeof SAYINGS)[number];
export type Doing = (typeof DOINGS)[number];

/** The fields that a rule acts on. */
export const fieldsOfRule = (rule: LinkageDocument): string[] => [
  ...EFFECTS.flatMap((doing) => rule[doing] ?? []),
  ...KEYED.flatMap((doing) => Object.keys(rule[doing] ?? {})),
  ...SAYINGS.flatMap((doing) => rule[doing]?.field ?? []),
];

export interface FillDocument {
  id?: string;
  field: string;
  set: Sources;
  keep?: boolean;
}
/** Which records visitors may choose in a field that points to some. */
export interface ChoicesDocument {
  filter?: string;
  records?: string[];
  roles?: string[];
  search?: boolean;
  most?: number;
}
export interface PublicDocument {
  enabled?: boolean;
  title?: Text;
  description?: Text;
  fields?: string[];
  choices?: Record<string, ChoicesDocument>;
  consent_field?: string;
  opens_at?: string;
  closes_at?: string;
  quota?: number;
  values?: Sources;
  prefill?: string[];
  track?: string[];
  consent?: Text;
  thanks?: Text | { title?: Text; text?: Text; link?: string };
  redirect?: string;
  once?: { by: 'browser' | 'field'; field?: string };
  proof?: boolean;
  embed?: string[];
  files?: { most?: number; megabytes?: number };
  notify?: { owner?: boolean; roles?: string[] };
  [member: string]: unknown;
}
export interface FormDocument extends DocumentBase {
  name: Text;
  entity: string;
  default?: boolean;
  layout: FormNode[];
  linkage?: LinkageDocument[];
  fill?: FillDocument[];
  clear_hidden?: string[];
  variants?: FormVariantDocument[];
  defaults?: Sources;
  public?: PublicDocument;
}

/** The form with other rights on its fields: for steps of flows, or on a kind of device. */
export interface FormVariantDocument {
  id?: string;
  key: string;
  name?: Text;
  device?: 'desktop' | 'phone';
  edit?: string[];
  read?: string[];
  hide?: string[];
  require?: string[];
}
