/** Shapes of entities, as far as the designers edit them. */
import type { DocumentBase, Text } from './documents';
import type { StepDocument } from './ruleDocuments';

export interface OptionDocument {
  key: string;
  label: Text;
  colour?: string;
  /** In a tree: the key of the choice above. */
  parent?: string;
}
export interface FieldSettingsDocument {
  id: string;
  type: string;
  label: Text;
  help?: Text;
  placeholder?: Text;
  options?: OptionDocument[];
  default?: string;
  check?: { when: string; message?: Text };
  unique?: boolean;
  once?: boolean;
  kept_from?: { field: string; values: 'all' | 'unfit' };
  search?: boolean;
  pinyin?: boolean;
  history?: boolean;
  normalise?: string;
  pattern_message?: Text;
  precision?: number;
  minimum?: string;
  maximum?: string;
  unit?: Text;
  thousands?: boolean;
  currency?: string;
  rate_date?: string;
  country?: string;
  pattern?: string;
  reset?: string;
  gap_free?: boolean;
  entity?: string;
  button?: string;
  on_delete?: string;
  inverse?: { key: string; label?: Text };
  formula?: string;
  stored?: boolean;
  result?: string;
  of?: string;
  function?: string;
  value?: string;
  when?: string;
  accept?: string[];
  most?: number;
  step?: string;
  suggestions?: string[];
  source?: string;
}
export interface FieldDocument {
  type?: string | string[];
  format?: string;
  title?: string;
  default?: unknown;
  enum?: (string | null)[];
  minLength?: number;
  pattern?: string;
  maxLength?: number;
  minItems?: number;
  minimum?: number;
  maximum?: number;
  readOnly?: boolean;
  items?: Record<string, unknown>;
  'x-dougong': FieldSettingsDocument;
}
export interface TransitionDocument {
  id?: string;
  from: string | string[];
  to: string;
  when?: string;
  message?: Text;
  require?: string[];
  by?: string | string[];
  label?: Text;
  checklist?: Text[];
  must_tick?: boolean;
  approval?: string;
  guidance?: Text;
}
export interface StageDocument {
  probability?: string | number;
  guidance?: Text;
  won?: boolean;
  lost?: boolean;
}
export interface StatesDocument {
  field: string;
  initial?: string;
  start?: string[];
  transitions?: TransitionDocument[];
  stages?: Record<string, StageDocument>;
}
export interface EntityDocument extends DocumentBase {
  name: Text;
  module?: string;
  parent?: string;
  title: string;
  schema: { $schema?: string; type?: string; required?: string[]; properties: Record<string, FieldDocument> };
  states?: StatesDocument;
  unique?: string[][];
  indexes?: string[][];
  duplicates?: { match: string[][]; action?: string };
  buttons?: ButtonDocument[];
  description?: Text;
}
export interface ButtonDocument {
  id: string;
  key: string;
  label: Text;
  available_when?: string;
  confirm?: Text;
  do?: StepDocument[];
  link?: string;
}
