import { assign } from '@/canvas/lists';
import { ExpressionInput } from '@/expressions';
import { DraftCondition } from '../expression/DraftCondition';
import { ChoiceInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import type { StepEditorProps } from './StepEditor';
import { ruleWords } from './words';

export const waitUnits = ['minutes', 'hours', 'days', 'work_hours', 'work_days'] as const;

/** How long to wait, or until when, and what makes going on needless by then. */
export function WaitEditor({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const [unit = 'days', amount = 1] = Object.entries((body.for as Record<string, number>) ?? {})[0] ?? [];
  const until = body.until !== undefined;
  const rest = body.unless === undefined ? {} : { unless: body.unless };
  return (
    <div className={kit.stack}>
      <ChoiceInput
        label={r('waitHow')}
        value={until ? 'until' : 'for'}
        onChange={(how) => onChange(how === 'until' ? { until: '', ...rest } : { for: { days: 1 }, ...rest })}
        options={[
          { value: 'for', label: r('waitFor') },
          { value: 'until', label: r('waitUntil') },
        ]}
      />
      {until ? (
        <ExpressionInput
          {...place}
          draft
          label={r('waitMoment')}
          help={r('waitMomentHelp')}
          value={String(body.until)}
          onChange={(next) => onChange({ until: next, ...rest }, 'until')}
        />
      ) : (
        <>
          <TextInput
            label={r('waitAmount')}
            type="number"
            value={String(amount)}
            onChange={(next) => onChange({ for: { [unit]: Math.max(1, Number(next) || 1) }, ...rest }, 'for')}
          />
          <ChoiceInput
            label={r('waitUnit')}
            value={unit}
            onChange={(next) => onChange({ for: { [next]: amount }, ...rest })}
            options={waitUnits.map((each) => ({ value: each, label: r(`unit_${each}`) }))}
          />
        </>
      )}
      <DraftCondition
        {...place}
        label={r('waitUnless')}
        empty={r('waitUnlessNone')}
        value={body.unless as string | undefined}
        onChange={(unless) => {
          const next = { ...body };
          assign(next, 'unless', unless);
          onChange(next, 'unless');
        }}
      />
    </div>
  );
}
