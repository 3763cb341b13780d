import { assign } from '@/canvas/lists';
import { CheckInput, Part } from '../kit/controls';
import { StepList } from '../rules/StepList';
import type { NodePropertiesProps } from './ApprovalProperties';
import { flowWords } from './words';

/** What an action node does, with the same steps as rules have. */
export function ActionProperties({ handle, node, change }: NodePropertiesProps) {
  const w = flowWords.use();
  return (
    <Part title={w('steps')}>
      <StepList
        steps={node.do ?? []}
        place={{ draft: true, app: handle.app, entity: handle.document.entity, context: 'gateway' }}
        change={(recipe, merge) => change((target) => recipe((target.do ??= [])), merge)}
      />
      <CheckInput
        label={w('repeat')}
        value={node.repeat_on_return}
        onChange={(on) => change((target) => assign(target, 'repeat_on_return', on || undefined))}
      />
    </Part>
  );
}
