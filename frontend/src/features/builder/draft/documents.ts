/** Shapes of the app's documents, as far as the designers edit them. The schemas stand in docs/schemas. */
import type { EntityDocument } from './entityDocuments';
import type { FlowDocument } from './flowDocuments';
import type { FormDocument } from './formDocuments';
import type { DashboardDocument, DatasetDocument, MetricDocument } from './reportDocuments';
import type {
  PoolDocument,
  RuleDocument,
  ScoreCardDocument,
  SequenceDocument,
  TableDocument,
} from './ruleDocuments';
export type * from './entityDocuments';
export type * from './flowDocuments';
export type * from './formDocuments';
export type * from './reportDocuments';
export type * from './ruleDocuments';

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
  pool: PoolDocument;
  sequence: SequenceDocument;
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
  pool: 'pools',
  sequence: 'sequences',
};

export function placeOfFile(file: string): { kind: Kind; key: string } | null {
  if (file === 'app.json') return { kind: 'app', key: 'app' };
  const [folder, name] = file.split('/');
  const kind = (Object.keys(folders) as Exclude<Kind, 'app'>[]).find((each) => folders[each] === folder);
  return kind && name ? { kind, key: name.replace(/\.json$/, '') } : null;
}
