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

type AnyVerb = InboxItem['verbs'][number];
const withPeople = ['transfer', 'delegate', 'add_before', 'add_after'] as const;
/** A verb that a button alone can use; the others name people, and no screen asks for these yet. */
export type Verb = Exclude<AnyVerb, (typeof withPeople)[number]>;
export const isPlain = (verb: AnyVerb): verb is Verb => !(withPeople as readonly string[]).includes(verb);
export type InstanceState = InboxItem['state'];
/** A line of the inbox, and the first part of a seat. */
export type InboxLine = Omit<InboxItem, 'instance' | 'record'>;
