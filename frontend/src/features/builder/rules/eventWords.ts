import { events } from './scoreEvents';
import { ruleWords } from './words';

const EVENTS: Record<string, string> = {
  ...events,
  'record.deleted': 'event_deleted',
  'record.restored': 'event_restored',
  'record.commented': 'event_commented',
  'seat.opened': 'event_opened',
  'button.pressed': 'event_button',
  'schedule.due': 'event_schedule',
  'sequence.step': 'event_sequence_step',
  'sequence.left': 'event_sequence_left',
};

/** Says what happened in a word; a kind that is not known stands as it is. */
export function useEventWord(): (event: string) => string {
  const r = ruleWords.use();
  return (event) => {
    const word = EVENTS[event];
    return word ? r(word as 'event_created') : event;
  };
}
