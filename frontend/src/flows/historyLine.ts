import { listed } from '@/i18n/lists';

/** What people read of a history; the passing of automatic steps is left to the picture. */
const told = [
  'started',
  'approve',
  'reject',
  'return',
  'submit',
  'withdraw',
  'terminate',
  'retry',
  'auto_same_person',
  'auto_skip',
  'skipped',
  'routed',
  'incident',
  'transfer',
  'complete',
  'delegate',
  'add_before',
  'add_after',
  'remove_added',
  'advise',
  'claim',
  'release',
  'take_back',
  'remind',
  'copy',
  'reassign',
  'add_approvers',
  'remove_approver',
  'suspend',
  'resume',
  'jump',
  'skip',
  'escalate',
  'auto_approve',
  'auto_reject',
  'compensate',
  'signalled',
  'sub_flow_ended',
  'timer_due',
  'migrated',
  'migration_reverted',
  'failed',
  'finished',
] as const;
export type Told = (typeof told)[number];
export const isTold = (verb: string): verb is Told => (told as readonly string[]).includes(verb);

type Data = Record<string, unknown>;

/** What a line of a history says was done. */
export const wordOf = (verb: Told, data: Data) =>
  verb === 'timer_due' && data.kind !== 'timer'
    ? 'event_timeout'
    : verb === 'escalate' && !data.to
      ? 'event_escalate_none'
      : (`event_${verb}` as const);

/** Whom a line is about; a seat goes on from one to another. */
export const concerned = (people: readonly { name: string }[], data: Data) => {
  const names = people.map((person) => person.name);
  return data.person && data.to ? names.join(' → ') : listed(names);
};
