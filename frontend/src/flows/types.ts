/** Flows as the server shows them: an instance with its graph, its visits and its people. */
import type { Id, Localised, PersonRef, RecordItem } from '@/api/types';

export type Verb = 'approve' | 'reject' | 'return' | 'submit';
export type InstanceState = 'running' | 'approved' | 'rejected' | 'withdrawn' | 'terminated';

export interface FlowNode {
  key: string;
  kind: string;
  name?: Localised;
  mode?: 'all' | 'any';
}
export interface FlowEdge {
  from: string;
  to: string;
  on?: string;
  label?: Localised;
  default?: boolean;
  when?: string;
}
export interface FlowSeat {
  id: Id;
  person: PersonRef | null;
  state: string;
  verb: string | null;
  comment: string | null;
  opened_at: string;
  decided_at: string | null;
  due_at?: string | null;
}
export interface FlowVisit {
  id: Id;
  node: string;
  round: number;
  state: 'open' | 'done' | 'cancelled';
  outcome: string | null;
  started_at: string;
  finished_at: string | null;
  seats: FlowSeat[];
}
export interface FlowIncident {
  id: Id;
  code: string;
  message: string;
  opened_at: string;
  resolved_at: string | null;
}
export interface FlowEvent {
  seq: number;
  at: string;
  actor: PersonRef | null;
  verb: string;
  node: string | null;
  comment: string | null;
}
export interface FlowInstance {
  id: Id;
  app: string;
  entity: string;
  record: Id;
  flow: string;
  name: Localised;
  version: number;
  state: InstanceState;
  started_at: string;
  finished_at: string | null;
  initiator: PersonRef | null;
  graph: { nodes: FlowNode[]; edges: FlowEdge[] };
  tokens: string[];
  visits: FlowVisit[];
  incidents: FlowIncident[];
  history: FlowEvent[];
  can: string[];
}

/** A line of the inbox, and the first part of a seat. */
export interface InboxLine {
  id: Id;
  seat: Id | null;
  app: string;
  entity: string;
  entity_name: Localised;
  title: string;
  flow_name: Localised;
  node: string | null;
  node_name: Localised;
  initiator: PersonRef | null;
  opened_at: string;
  due_at: string | null;
  summary: { key: string; label: Localised; type: string; value: string }[];
  verbs: Verb[];
  verb: string | null;
  state: InstanceState;
}
export interface InboxItem extends InboxLine {
  instance: Id;
  record: Id;
}
export interface SeatView extends InboxLine {
  instance: FlowInstance;
  /** Null when it may not be seen any more. */
  record: RecordItem | null;
  fields: { edit: string[]; hide: string[]; require: string[] };
  withdraw: boolean;
}
