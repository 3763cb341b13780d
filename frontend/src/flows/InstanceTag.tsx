import { StateTag } from '@/ui';
import { stateColour } from './progress';
import type { FlowInstance } from './types';
import { flowWords } from './words';

/** How a request does; one that is halted does not go on. */
export function InstanceTag({ instance: { state, suspended_at } }: { instance: FlowInstance }) {
  const t = flowWords.use();
  return (
    <StateTag colour={stateColour[state]}>
      {t(state === 'running' && suspended_at ? 'suspended' : state)}
    </StateTag>
  );
}
