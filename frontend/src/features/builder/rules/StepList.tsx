import type { StepDocument } from '../draft/documents';
import type { ExpressionPlace } from '@/expressions';
import { ChoiceInput, RemoveButton } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { StepEditor } from './StepEditor';
import { stepKind, stepKinds, stepParts } from './stepKinds';
import { ruleWords } from './words';

export interface StepListProps {
  steps: StepDocument[];
  place: ExpressionPlace;
  change: (recipe: (steps: StepDocument[]) => void, merge?: string) => void;
}

/** The steps of a flow's action or a button, one below the other. */
export function StepList({ steps, place, change }: StepListProps) {
  const r = ruleWords.use();
  return (
    <>
      {steps.map((step, at) => {
        const { kind, body } = stepParts(step);
        return (
          <div key={at} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
            <div className={kit.row}>
              <strong className={kit.grow}>
                {stepKind(kind)?.icon} {r(`step_${kind}` as 'step_Create')}
              </strong>
              <RemoveButton
                line
                label={r('removeStep')}
                onClick={() => change((list) => void list.splice(at, 1))}
              />
            </div>
            <StepEditor
              kind={kind}
              body={body}
              place={place}
              onChange={(next, merge) =>
                change(
                  (list) => {
                    list[at] = { [kind]: next };
                  },
                  merge && `do.${at}.${merge}`,
                )
              }
            />
          </div>
        );
      })}
      <ChoiceInput
        label={r('addStep')}
        value=""
        empty={`+ ${r('addStep')}`}
        onChange={(kind) => {
          if (kind)
            change((list) => void list.push({ [kind]: structuredClone(stepKind(kind)?.blank ?? {}) }));
        }}
        options={stepKinds
          .filter((each) => each.flow)
          .map((each) => ({ value: each.kind, label: r(`step_${each.kind}` as 'step_Create') }))}
      />
    </>
  );
}
