import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { use, useEffect, useRef } from 'react';
import { move } from '@/canvas/lists';
import type { ExpressionPlace } from '@/expressions';
import { Button } from '@/ui/Button';
import type { DocumentProblem } from '../draft/api';
import type { StepDocument } from '../draft/documents';
import { RemoveButton } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { problemsIn } from '../shell/faults';
import { ProblemsAt } from '../shell/ProblemsAt';
import { AddStep } from './AddStep';
import { StepEditor } from './StepEditor';
import { saidWithin, stepKind, stepParts } from './stepKinds';
import { WaitsOffered } from './waitsOffered';
import { ruleWords } from './words';

export interface StepListProps {
  steps: StepDocument[];
  place: ExpressionPlace;
  /** What is wrong with them, by pointers into the list; without it, whoever shows the list says so. */
  problems?: DocumentProblem[];
  change: (recipe: (steps: StepDocument[]) => void, merge?: string) => void;
}

/** The steps of a flow's action, a button or another step, one below the other. */
export function StepList({ steps, place, problems, change }: StepListProps) {
  const r = ruleWords.use();
  const waits = use(WaitsOffered);
  const list = useRef<HTMLDivElement>(null);
  const touched = useRef<{ at: number; by: 'up' | 'down' | 'adding' } | null>(null);
  // A step that was added is read out and can be filled in; one that was moved keeps the focus, so that it can be
  // moved on by the same key.
  useEffect(() => {
    const wanted = touched.current;
    if (!wanted) return;
    touched.current = null;
    const card = list.current?.children[wanted.at] as HTMLElement | undefined;
    if (wanted.by === 'adding') return card?.focus();
    const own = [...(card?.querySelectorAll<HTMLButtonElement>(':scope > div > button') ?? [])];
    const same = own[wanted.by === 'up' ? 0 : 1];
    (same?.disabled ? own[wanted.by === 'up' ? 1 : 0] : same)?.focus();
  });
  const put = (from: number, to: number) => {
    touched.current = { at: to, by: to < from ? 'up' : 'down' };
    change((target) => move(target, from, to));
  };
  return (
    <>
      <div ref={list} className={kit.stack} style={{ gap: 8, display: steps.length ? undefined : 'none' }}>
        {steps.map((step, at) => {
          const { kind, body } = stepParts(step);
          const name = `${at + 1}. ${r(`step_${kind}` as 'step_Create')}`;
          return (
            <div
              key={`${at}${kind}`}
              role="group"
              tabIndex={-1}
              aria-label={name}
              className={`${kit.card} ${kit.stack}`}
              style={{ padding: 10 }}
            >
              <div className={kit.row}>
                <strong className={kit.grow}>
                  {stepKind(kind)?.icon} {r(`step_${kind}` as 'step_Create')}
                </strong>
                {steps.length > 1 && (
                  <>
                    <Button
                      small
                      look="quiet"
                      aria-label={r('stepUp', { name })}
                      disabled={at === 0}
                      icon={<ArrowUpOutlined aria-hidden />}
                      onClick={() => put(at, at - 1)}
                    />
                    <Button
                      small
                      look="quiet"
                      aria-label={r('stepDown', { name })}
                      disabled={at === steps.length - 1}
                      icon={<ArrowDownOutlined aria-hidden />}
                      onClick={() => put(at, at + 1)}
                    />
                  </>
                )}
                <RemoveButton
                  line
                  label={r('removeStep')}
                  onClick={() => change((target) => void target.splice(at, 1))}
                />
              </div>
              {problems && (
                <ProblemsAt
                  problems={problems}
                  at={`/${at}`}
                  except={saidWithin(kind, body).map((within) => `/${at}/${kind}${within}`)}
                />
              )}
              <StepEditor
                kind={kind}
                body={body}
                problems={problems && problemsIn(problems, `/${at}/${kind}`)}
                place={place}
                onChange={(next, merge) =>
                  change(
                    (target) => {
                      target[at] = { [kind]: next };
                    },
                    merge && `do.${at}.${merge}`,
                  )
                }
              />
            </div>
          );
        })}
      </div>
      <AddStep
        // A flow has timers of its own, and only the record of the rule itself can be waited for.
        fits={(each) =>
          each.flow || (each.kind === 'Wait' && waits && place.context === 'rule' && !place.parent)
        }
        onAdd={(kind) => {
          touched.current = { at: steps.length, by: 'adding' };
          change((target) => void target.push({ [kind]: structuredClone(stepKind(kind)?.blank ?? {}) }));
        }}
      />
    </>
  );
}
