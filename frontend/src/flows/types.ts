/** Flows as the server shows them: an instance with its graph, its visits and its people. */
import type { InboxItem } from '@/api/types';

export type {
  FlowEdge,
  FlowEvent,
  FlowIncident,
  FlowInstance,
  FlowNode,
  FlowSeat,
  FlowVisit,
  InboxItem,
  SeatView,
} from '@/api/types';

export type Verb = InboxItem['verbs'][number];
export type InstanceState = InboxItem['state'];
/** A line of the inbox, and the first part of a seat. */
export type InboxLine = Omit<InboxItem, 'instance' | 'record'>;
