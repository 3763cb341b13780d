import { runWords } from './runWords';
import { ruleWords } from './words';

const OWN: readonly string[] = ['undone', 'retrying', 'retried', 'dismissed'];

/** How a run or a step of it ended, in a word. */
export function useStateWord() {
  const r = ruleWords.use();
  const w = runWords.use();
  return (state: string) =>
    OWN.includes(state) ? w(`run_${state}` as 'run_undone') : r(`run_${state}` as 'run_done');
}
