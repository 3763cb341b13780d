import type { InboxItem, Verb } from '@/flows';

const withPeople: readonly string[] = ['transfer', 'delegate', 'add_before', 'add_after'];

/** Whether a button alone can use a verb: it names no people. */
export const isPlain = (verb: InboxItem['verbs'][number]): verb is Verb => !withPeople.includes(verb);
