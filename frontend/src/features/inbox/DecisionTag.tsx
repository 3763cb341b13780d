import { flowWords } from '@/flows';
import { StateTag } from '@/ui';
import { words } from './words';

const shown = {
  approve: ['approved', 'green'],
  reject: ['rejected', 'red'],
  return: ['returned', 'amber'],
  submit: ['done_submit', 'blue'],
  complete: ['done_complete', 'green'],
  advise: ['done_advise', 'blue'],
} as const;

/** What I decided or did, or who acts for me. */
export function DecisionTag({ verb, by }: { verb: string | null; by?: string }) {
  const f = flowWords.use();
  const t = words.use();
  if (!verb || !(verb in shown)) return null;
  const [word, colour] = shown[verb as keyof typeof shown];
  return (
    <StateTag colour={colour}>
      {by ? t('decidedBy', { name: by, verb: f(word) }) : t('decided', { verb: f(word) })}
    </StateTag>
  );
}
