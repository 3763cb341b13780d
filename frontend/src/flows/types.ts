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

/** A verb that a button alone can use; the others name people, and no screen asks for these yet. */
export type Verb = Exclude<InboxItem['verbs'][number], 'transfer' | 'delegate' | 'add_before' | 'add_after'>;
export type InstanceState = InboxItem['state'];
/** A line of the inbox, and the first part of a seat. */
export type InboxLine = Omit<InboxItem, 'instance' | 'record'>;
