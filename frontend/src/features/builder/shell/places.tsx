import {
  ApiOutlined,
  AuditOutlined,
  BranchesOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  FormOutlined,
  HistoryOutlined,
  HomeOutlined,
  MailOutlined,
  SettingOutlined,
  TableOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { paths } from '@/ui/paths';
import type { DocumentProblem } from '../draft/api';
import { placeOfFile } from '../draft/documents';

export type PlaceKey =
  | 'data'
  | 'forms'
  | 'flows'
  | 'rules'
  | 'roles'
  | 'views'
  | 'dashboards'
  | 'home'
  | 'documents'
  | 'connections'
  | 'settings'
  | 'versions';

export const places: { key: PlaceKey; icon: ReactNode }[] = [
  { key: 'data', icon: <DatabaseOutlined aria-hidden /> },
  { key: 'forms', icon: <FormOutlined aria-hidden /> },
  { key: 'flows', icon: <BranchesOutlined aria-hidden /> },
  { key: 'rules', icon: <AuditOutlined aria-hidden /> },
  { key: 'roles', icon: <TeamOutlined aria-hidden /> },
  { key: 'views', icon: <TableOutlined aria-hidden /> },
  { key: 'dashboards', icon: <DashboardOutlined aria-hidden /> },
  { key: 'home', icon: <HomeOutlined aria-hidden /> },
  { key: 'documents', icon: <MailOutlined aria-hidden /> },
  { key: 'connections', icon: <ApiOutlined aria-hidden /> },
  { key: 'settings', icon: <SettingOutlined aria-hidden /> },
  { key: 'versions', icon: <HistoryOutlined aria-hidden /> },
];

/** The part that a page of the builder belongs to, by the first word of its path. */
export const placeOf = (word: string | undefined) => (word === 'runs' ? 'rules' : word);

const ROOM: Partial<Record<string, string>> = {
  entity: 'data',
  form: 'forms',
  flow: 'flows',
  rule: 'rules',
  scorecard: 'rules/score',
  table: 'rules/table',
  pool: 'rules/pool',
  sequence: 'rules/sequence',
  role: 'roles',
  view: 'views',
  dashboard: 'dashboards',
  message: 'documents/message',
  metric: 'documents/metric',
  dataset: 'documents/dataset',
  connection: 'connections',
};

/** Where an element is edited; null when it has no designer. */
export function roomOf(app: string, kind: string, key: string, at?: string): string | null {
  const query = at ? `?at=${encodeURIComponent(at)}` : '';
  if (kind === 'app' && at?.startsWith('/home')) return paths.build(app, `/home${query}`);
  if (kind === 'app' || kind === 'page') return paths.build(app, `/settings${query}`);
  const room = ROOM[kind];
  return room ? paths.build(app, `/${room}/${encodeURIComponent(key)}${query}`) : null;
}

/** Where the elements of a kind are listed. */
export function listOf(app: string, kind: string): string {
  return paths.build(app, `/${ROOM[kind]?.split('/')[0] ?? 'data'}`);
}

export function roomOfProblem(app: string, problem: DocumentProblem): string | null {
  const place = problem.file ? placeOfFile(problem.file) : null;
  return place ? roomOf(app, place.kind, place.key, problem.pointer) : null;
}
