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
