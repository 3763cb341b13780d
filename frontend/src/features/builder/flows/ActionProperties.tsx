import { assign } from '@/canvas/lists';
import { CheckInput, Part } from '../kit/controls';
import { StepList } from '../rules/StepList';
import type { NodePropertiesProps } from './ApprovalProperties';
import { flowWords } from './words';

/** What an action node does, with the same steps as rules have, and what undoes it. */
export function ActionProperties({ handle, node, change }: NodePropertiesProps) {
  const w = flowWords.use();
  const place = {
    draft: true as const,
    app: handle.app,
    entity: handle.document.entity,
    context: 'gateway' as const,
  };
  return (
    <>
      <Part title={w('steps')}>
        <StepList
          steps={node.do ?? []}
          place={place}
          change={(recipe, merge) => change((target) => recipe((target.do ??= [])), merge)}
        />
        <CheckInput
          label={w('repeat')}
          value={node.repeat_on_return}
          onChange={(on) => change((target) => assign(target, 'repeat_on_return', on || undefined))}
        />
      </Part>
      <Part title={w('compensate')}>
        <p className="muted caption">{w('compensateHelp')}</p>
        <StepList
          steps={node.compensate ?? []}
          place={place}
          change={(recipe, merge) =>
            change(
              (target) => {
                const steps = target.compensate ?? [];
                recipe(steps);
                assign(target, 'compensate', steps.length > 0 ? steps : undefined);
              },
              merge && `compensate.${merge}`,
            )
          }
        />
      </Part>
    </>
  );
}
