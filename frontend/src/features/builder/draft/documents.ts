/** Shapes of the app's documents, as far as the designers edit them. The schemas stand in docs/schemas. */
import type { DashboardDocument, DatasetDocument, MetricDocument } from './reportDocuments';
import type { RuleDocument, ScoreCardDocument, StepDocument, TableDocument } from './ruleDocuments';
export type * from './reportDocuments';

export * from './ruleDocuments';

export interface Text {
  en?: string;
  zh?: string;
}
export type Sources = Record<string, string>;

export interface DocumentBase {
  format: 1;
  id: string;
  key: string;
  name?: Text;
}

// ── entity ────────────────────────────────────────────────────────────────
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

// ── form ──────────────────────────────────────────────────────────────────
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

// ── flow ──────────────────────────────────────────────────────────────────
export interface FieldRightsDocument {
  edit?: string[];
  read?: string[] | '*';
  hide?: string[];
  require?: string[];
}
export type ApproverDocument = {
  person?: string;
  role?: string;
  supervisor?: number;
  of?: string;
  field?: string;
  team?: string;
};
export interface FlowNode {
  id: string;
  key: string;
  kind: 'approve' | 'exclusive' | 'action' | 'end';
  name?: Text;
  who?: ApproverDocument[];
  fallback?: string;
  same_person?: string;
  initiator?: string;
  mode?: string;
  any_reject?: string;
  order?: string;
  verbs?: string[];
  reject?: string;
  fields?: FieldRightsDocument;
  /** The form that people see here, and the variant of it whose rights hold. */
  form?: string;
  variant?: string;
  do?: StepDocument[];
  repeat_on_return?: boolean;
  result?: string;
}
export interface FlowEdge {
  from: string;
  to: string;
  on?: string;
  when?: string;
  default?: boolean;
  label?: Text;
}
export interface FlowStart {
  on: string;
  form?: string;
  changed?: string[];
  state?: string;
  when?: string;
  set?: Sources;
  back?: Sources;
  fields?: FieldRightsDocument;
  variant?: string;
  name?: Text;
}
export interface FlowDocument extends DocumentBase {
  name: Text;
  entity: string;
  start: FlowStart;
  nodes: FlowNode[];
  edges: FlowEdge[];
  administrators?: ApproverDocument[];
  withdraw?: string;
}

// ── the rest ──────────────────────────────────────────────────────────────
export interface GrantDocument {
  id: string;
  entity?: string;
  flow?: string;
  dashboard?: string;
  form?: string;
  page?: string;
  app?: true;
  actions: string[];
  rows?: string;
  fields?: { read?: string[] | '*'; write?: string[] | '*'; hide?: string[] };
  [member: string]: unknown;
}
export interface RoleDocument extends DocumentBase {
  name: Text;
  grants: GrantDocument[];
  default?: boolean;
  description?: Text;
}
export interface ViewDocument extends DocumentBase {
  name: Text;
  entity: string;
  kind: string;
  columns?: string[];
  group?: string;
  card?: string[];
  sum?: string;
  filter?: string;
  sort?: string[];
  default?: boolean;
  groups?: { field: string; period?: string; descending?: boolean }[];
  totals?: Record<string, string>;
  frozen?: number;
  density?: string;
  colours?: { when: string; colour: string; field?: string }[];
  start_field?: string;
  end_field?: string;
  colour_field?: string;
  picture_field?: string;
  parent_field?: string;
  after_field?: string;
  progress_field?: string;
  place_field?: string;
  rows_field?: string;
}
export interface SettingDocument {
  id: string;
  key: string;
  type: string;
  name: Text;
  default?: unknown;
  bind?: string;
  help?: Text;
  unit?: Text;
}
export interface HomeBlockDocument {
  id: string;
  entity: string;
  view: string;
  title?: Text;
  limit?: number;
  fields?: string[];
  deadline?: string;
}
export interface AppDocument extends DocumentBase {
  name: Text;
  version: string;
  summary?: Text;
  icon?: string;
  start?: string;
  home?: HomeBlockDocument[];
  /** Where entities stand in the diagram; the others stand by themselves. */
  diagram?: { entity: string; x: number; y: number }[];
  settings?: SettingDocument[];
}
export interface PageItemDocument {
  id: string;
  label?: Text;
  entity?: string;
  views?: string[];
  dashboard?: string;
  page?: string;
  items?: PageItemDocument[];
}
export interface PageDocument extends DocumentBase {
  items: PageItemDocument[];
}
export interface MessageDocument extends DocumentBase {
  name: Text;
  entity?: string;
  subject?: Text;
  body?: Text;
  channels?: string[];
}

export interface ConnectionDocument extends DocumentBase {
  connector?: string;
  settings?: Record<string, unknown>;
}

export interface DocumentOf {
  entity: EntityDocument;
  form: FormDocument;
  flow: FlowDocument;
  rule: RuleDocument;
  scorecard: ScoreCardDocument;
  table: TableDocument;
  role: RoleDocument;
  view: ViewDocument;
  app: AppDocument;
  page: PageDocument;
  message: MessageDocument;
  dashboard: DashboardDocument;
  dataset: DatasetDocument;
  metric: MetricDocument;
  connection: ConnectionDocument;
}
export type Kind = keyof DocumentOf;

/** The folder of each kind in the app's tree, as problems name files. */
export const folders: Record<Exclude<Kind, 'app'>, string> = {
  entity: 'entities',
  form: 'forms',
  flow: 'flows',
  rule: 'rules',
  scorecard: 'scorecards',
  table: 'tables',
  role: 'roles',
  view: 'views',
  page: 'pages',
  message: 'messages',
  dashboard: 'dashboards',
  dataset: 'datasets',
  metric: 'metrics',
  connection: 'connections',
};

export function placeOfFile(file: string): { kind: Kind; key: string } | null {
  if (file === 'app.json') return { kind: 'app', key: 'app' };
  const [folder, name] = file.split('/');
  const kind = (Object.keys(folders) as Exclude<Kind, 'app'>[]).find((each) => folders[each] === folder);
  return kind && name ? { kind, key: name.replace(/\.json$/, '') } : null;
}
