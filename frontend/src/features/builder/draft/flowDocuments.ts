/** Shapes of flows, as far as the designers edit them. */
import type { DocumentBase, Sources, Text } from './documents';
import type { StepDocument } from './ruleDocuments';

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
  supervisors?: number | 'top' | { role: string };
  department_head?: number;
  of?: string;
  field?: string;
  formula?: string;
  team?: string;
  chosen?: string;
  weight?: number;
};
export const spanUnits = ['minutes', 'hours', 'days', 'work_hours', 'work_days'] as const;
export type SpanUnit = (typeof spanUnits)[number];
export type SpanDocument = Partial<Record<SpanUnit, number>>;
export interface LimitDocument {
  after: SpanDocument;
  do: string;
  every?: SpanDocument;
  times?: number;
  to?: ApproverDocument[];
}
export const nodeKinds = [
  'approve',
  'handle',
  'cc',
  'exclusive',
  'parallel',
  'inclusive',
  'timer',
  'wait',
  'action',
  'decision',
  'sub_flow',
  'end',
  'note',
] as const;
export type NodeKind = (typeof nodeKinds)[number];
export interface FlowNode {
  id: string;
  key: string;
  kind: NodeKind;
  name?: Text;
  who?: ApproverDocument[];
  fallback?: string | ApproverDocument[];
  same_person?: string;
  initiator?: string;
  mode?: string;
  any_reject?: string;
  order?: string;
  ratio?: number;
  claim?: boolean;
  verbs?: string[];
  reject?: string;
  reject_to?: string;
  return_to?: 'any' | string[];
  after_return?: string;
  people_on_return?: string;
  limits?: LimitDocument[];
  remind_limit?: number;
  phrases?: Text[];
  signature?: 'optional' | 'required';
  attachments?: { minItems?: number; maxItems?: number };
  fields?: FieldRightsDocument;
  /** The form that people see here, and the variant of it whose rights hold. */
  form?: string;
  variant?: string;
  do?: StepDocument[];
  compensate?: StepDocument[];
  repeat_on_return?: boolean;
  result?: string;
  terminate?: boolean;
  after?: SpanDocument;
  until?: string;
  cycle?: string;
  when?: string;
  message?: string;
  webhook?: string;
  limit?: SpanDocument;
  table?: string;
  set?: Record<string, string>;
  flow?: string;
  each?: string;
  wait?: boolean;
  /** What a file of another tool said besides: the lane in which it drew the node. */
  bpmn?: { lane?: string };
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
  view?: 'latest' | 'snapshot';
  notify_by?: string[];
}
