import { flowWords, stateColour } from '@/flows';
import type { InboxItem } from '@/flows';
import { defineWords } from '@/i18n';
import { StateTag } from '@/ui';
import { DecisionTag } from './DecisionTag';
import css from './inbox.module.css';
import type { Box } from './queries';

const words = defineWords('inbox-asked', {
  en: {
    delegate: 'Waits for an opinion: {{names}}',
    add_before: 'These decide first: {{names}}',
    add_after: 'You approved; waits for {{names}}',
    separator: ', ',
  },
  zh: {
    delegate: '等待意见：{{names}}',
    add_before: '等待先行审批：{{names}}',
    add_after: '您已同意，等待：{{names}}',
    separator: '、',
  },
});

/** What came of a request, what I did, and whom my decision waits for. */
export function CardTags({ item, box }: { item: InboxItem; box: Box }) {
  const f = flowWords.use();
  const t = words.use();
  const { asked, state, suspended } = item;
  const halted = suspended && state === 'running';
  return (
    <span className={css.tags}>
      {box === 'done' && <DecisionTag verb={item.verb} by={item.decided_by?.name} />}
      {asked && (
        <StateTag colour="amber">
          {t(asked.verb, { names: asked.people.map((one) => one.name).join(t('separator')) })}
        </StateTag>
      )}
      {(box === 'mine' || halted || state !== 'running') && (
        <StateTag colour={stateColour[state]}>{f(halted ? 'suspended' : state)}</StateTag>
      )}
    </span>
  );
}
