/** Shapes of the HTTP API that the run-time screens use. */
export type Language = 'en' | 'zh';
export type Localised = { en?: string; zh?: string } | string;
export type Id = string;

export interface Page<T> {
  items: T[];
  next?: string | null;
  count?: number | null;
}

export interface PersonRef {
  id: Id;
  name: string;
}

// ── session ────────────────────────────────────────────────────────────────
export interface Me {
  person: {
    id: Id;
    name: string;
    login: string;
    language: Language;
    zone: string;
    theme?: ThemeChoice;
    departments: { id: Id; name: string }[];
    administrator: boolean;
  };
  apps: AppSummary[];
  inbox: number;
  notices: number;
}
export type ThemeChoice = 'light' | 'dark' | 'system';

export interface AppSummary {
  key: string;
  name: Localised;
  summary?: Localised;
  version: number;
  icon?: string | null;
  role_keys: string[];
  can_design: boolean;
}

// ── the run-time description of an app ─────────────────────────────────────
export interface AppDescription {
  key: string;
  name: Localised;
  version: number;
  menu: MenuItem[];
  settings: Record<string, unknown>;
  entities: Record<string, EntityDescription>;
  dashboards: { key: string; name: Localised }[];
  flows: { key: string; name: Localised; entity: string; startable: boolean }[];
}

export interface MenuItem {
  id: string;
  label?: Localised;
  entity?: string;
  views?: string[];
  dashboard?: string;
  page?: string;
  items?: MenuItem[];
}

export interface EntityDescription {
  key: string;
  id: string;
  name: Localised;
  title: string;
  parent: string | null;
  actions: string[];
  fields: FieldDescription[];
  states: StateMachine | null;
  related: { key: string; label: Localised; entity: string; field: string }[];
  forms: FormDescription[];
  views: ViewDescription[];
  buttons: ButtonDescription[];
  expressions: Record<string, FormulaTree>;
  /** Says whether a score card speaks of the entity. */
  scored?: boolean;
}

/** A typed expression tree; only src/formula looks inside. */
export type FormulaTree = Record<string, unknown>;

export interface FieldOption {
  key: string;
  label: Localised;
  colour?: string;
}

export interface FieldDescription {
  key: string;
  id: string;
  type: string;
  label: Localised;
  required: boolean;
  read_only: boolean;
  readable: boolean;
  writable: boolean;
  widget?: string;
  operators: string[];
  formula_type: string;
  options: FieldOption[];
  settings: FieldSettings;
  help?: Localised | null;
}

export interface FieldSettings {
  entity?: string;
  precision?: number;
  unit?: Localised;
  currency?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number | string;
  maximum?: number | string;
  pattern?: string;
  result?: string;
  inverse?: { key: string; label: Localised };
  [key: string]: unknown;
}

export interface StateMachine {
  field: string;
  initial?: string;
  transitions: StateTransition[];
  stages?: Record<string, StateStage>;
}
export interface StateTransition {
  /** Option keys; "*" means any. */
  from: string[] | string;
  to: string;
  label?: Localised;
  require?: string[];
  by?: string | string[];
  when?: string;
  guidance?: Localised;
  checklist?: Localised[];
}
export interface StateStage {
  probability?: number | string;
  guidance?: Localised;
  won?: boolean;
  lost?: boolean;
  checklist?: Localised[];
}

export interface FormDescription {
  key: string;
  id: string;
  name: Localised;
  default: boolean;
  layout: LayoutNode[];
  linkage: LinkageRule[];
  defaults?: Record<string, FormulaTree>;
}
/** One element of a layout: a field, a text, a section with items, tabs or steps. */
export interface LayoutNode {
  id?: string;
  field?: string;
  span?: number;
  label?: Localised;
  help?: Localised;
  placeholder?: Localised;
  widget?: string;
  rows?: number;
  read_only?: boolean;
  filter?: string;
  quick_create?: boolean;
  /** Fields filled from the chosen record: expressions over it. */
  fill?: Record<string, string>;
  totals?: Record<string, string>;
  text?: Localised;
  section?: Localised;
  /** Of a section: how many columns; of a sub-table: its column keys. */
  columns?: number | string[];
  collapsed?: boolean;
  items?: LayoutNode[];
  tabs?: LayoutNode[];
  tab?: Localised;
  steps?: LayoutNode[];
  step?: Localised;
}
export interface LinkageRule {
  /** Always holds when absent. */
  when?: FormulaTree | null;
  show?: string[];
  hide?: string[];
  require?: string[];
  lock?: string[];
  set?: Record<string, FormulaTree>;
}

export interface ViewDescription {
  key: string;
  name: Localised;
  kind: 'table' | 'kanban';
  columns?: string[];
  group?: string;
  card?: string[];
  sum?: string;
  filter?: string;
  sort?: string[];
}

export interface ButtonDescription {
  key: string;
  label: Localised;
  kind: string;
  available_when?: FormulaTree;
  confirm?: Localised;
  fields?: string[];
}

// ── records ────────────────────────────────────────────────────────────────
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type Values = Record<string, JsonValue>;

export interface RecordItem {
  id: Id;
  version: number;
  values: Values;
  labels: Record<string, string>;
  can: string[];
  expanded?: Record<string, RecordItem>;
  created_at?: string;
  created_by?: Id | null;
  updated_at?: string;
  updated_by?: Id | null;
  deleted_at?: string | null;
  /** After a write: what is worth knowing, such as a likely duplicate. */
  warnings?: { pointer: string; code: string; message: string }[];
}

export interface AggregateRow {
  group: JsonValue[];
  labels: (string | null)[];
  values: Record<string, JsonValue>;
}

export interface TimelineItem {
  id: string;
  at: string;
  kind: 'change' | 'comment' | 'flow' | 'rule' | 'file' | 'mail' | 'created' | string;
  actor: PersonRef | null;
  cause?: string | null;
  changes?: TimelineChange[];
  text?: string | null;
  data?: Record<string, unknown> | null;
}
export interface TimelineChange {
  field: string;
  label?: Localised;
  old: JsonValue;
  new: JsonValue;
  old_label?: string;
  new_label?: string;
}

/** Points are decimal texts. */
export interface Score {
  card?: string;
  name?: Localised;
  total: string;
  max?: string | null;
  band?: { key: string; label: Localised } | null;
  lines: {
    id: string;
    points: string;
    matched: boolean;
    reason: Localised;
    given?: string;
    event?: string | null;
    count?: number;
  }[];
}

export interface ActionAnswer {
  record?: RecordItem;
  effects?: unknown[];
  open?: { app: string; entity: string; id: Id };
}

export interface SavedView {
  id: Id;
  app: string;
  entity: string;
  name: string;
  shared: boolean;
  mine?: boolean;
  definition: ViewDefinition;
}
export interface ViewDefinition {
  kind?: 'table' | 'kanban';
  columns?: string[];
  filter?: string;
  sort?: string[];
  group?: string;
  card?: string[];
  sum?: string;
  widths?: Record<string, number>;
}

// ── people, notices, search ────────────────────────────────────────────────
export interface Person {
  id: Id;
  name: string;
  login: string;
  active: boolean;
  department?: { id: Id; name: string } | null;
}
export interface Notice {
  id: Id;
  at: string;
  title: string;
  body?: string;
  link?: { app: string; entity: string; id: Id } | null;
  read: boolean;
}
export interface SearchHit {
  app: string;
  entity: string;
  id: Id;
  title: string;
  subtitle?: string;
}

// ── inbox (home shows the first few) ───────────────────────────────────────
export interface InboxItem {
  id: Id;
  instance: Id;
  app: string;
  entity: string;
  record: Id;
  title: string;
  flow_name: Localised;
  node_name: Localised;
  initiator: PersonRef | null;
  opened_at: string;
  due_at?: string | null;
  summary: { label: Localised; value: JsonValue }[];
  verbs: string[];
  state: string;
}

// ── jobs, import ───────────────────────────────────────────────────────────
export interface Job<Result = unknown> {
  id: Id;
  kind: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  progress?: { done: number; total: number } | null;
  result?: Result | null;
  batch?: Id | null;
  error?: string | null;
}
export interface ImportPreview {
  columns: { name: string; samples: string[]; suggested: string | null }[];
  rows: number;
}
export interface ImportResult {
  created: number;
  updated: number;
  failed: number;
  problems: { row: number; column: string | null; value: JsonValue; code: string; message: string }[];
  unknown_values: { field: string; value: string; count: number; suggestions: string[] }[];
  error_file?: Id | null;
}

// ── expressions ────────────────────────────────────────────────────────────
export type ExpressionContext =
  'filter' | 'formula' | 'linkage' | 'rule' | 'grant' | 'gateway' | 'measure' | 'message';
export interface ExpressionProblem {
  position: number;
  length?: number;
  code: string;
  message: string;
  hint?: string;
}
export interface ExpressionCompletion {
  key: string;
  label: string;
  kind: string;
  insert: string;
  help?: string;
}
export interface ParsedExpression {
  tree: FormulaTree | null;
  type: string | null;
  reading: Localised | null;
  errors: ExpressionProblem[];
  completions: ExpressionCompletion[];
}
