import type { TimelineItem } from '@/api/types';
import { concerned, isTold, wordOf } from '@/flows/historyLine';
import { historyWords } from '@/flows/historyWords';

/** What was done in a flow of the record, to whom it was done, in which flow, and at which step. */
export function FlowEntry({ data }: { data: NonNullable<TimelineItem['data']> }) {
  const t = historyWords.use();
  const verb = String(data.verb);
  const people = data.concerns as { name: string }[];
  const done = isTold(verb) ? t(wordOf(verb, data)) : verb;
  return (
    <span>{[done, concerned(people, data), data.name, data.node_name].filter(Boolean).join(' · ')}</span>
  );
}
