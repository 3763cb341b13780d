import { useState } from 'react';
import { api, newIdempotencyKey } from '@/api/client';
import { isProblem } from '@/api/problem';
import type { FieldProblem } from '@/api/problem';
import { useApp, useMe } from '@/api/queries';
import type { EntityDescription, JsonValue, RecordItem, Values } from '@/api/types';
import { fieldOf, kindOf, valueOf } from '@/fields';
import type { Label } from '@/fields';
import { flowPath, Foresight, useForesight } from '@/flows/Foresight';
import { Picks, usePicks } from '@/flows/Picks';
import { formNames, saveRecord, useFormInPlace } from '@/forms';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, useProblemText } from '@/ui';
import { formatDecimal } from '@/ui/numbers';
import { words } from '../words';
import { asksFirst, failing, shortfallOf, stepBetween, useConditionTrees } from './gate';
import css from './move.module.css';
import stages from './stages.module.css';

export interface Gate {
  record: RecordItem;
  field: string;
  to: string;
  problems: FieldProblem[];
  detail?: string;
}

export interface MoveDialogProps {
  app: string;
  type: EntityDescription;
  gate: Gate;
  stateName: string;
  onClose: () => void;
  /** Told with the keys of what was changed. */
  onMoved: (record: RecordItem, keys: string[]) => void;
  /** Told when the step waits for its approval now. */
  onAsked: () => void;
}

const keyOf = (problem: FieldProblem) => problem.pointer.replace(/^\/(values\/)?/, '').split('/')[0] ?? '';

/** The gate of a step: what is missing, filled in on the spot. */
export function MoveDialog({ app, type, gate, stateName, onClose, onMoved, onAsked }: MoveDialogProps) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const problemText = useProblemText();
  const [problems, setProblems] = useState(gate.problems);
  const [detail, setDetail] = useState(gate.detail);
  const [values, setValues] = useState<Values>({});
  const [labels, setLabels] = useState<Record<string, Label>>({});
  const [busy, setBusy] = useState(false);
  const [ticked, setTicked] = useState<number[]>([]);
  const step = stepBetween(type, (gate.record.values[gate.field] as string | null) ?? null, gate.to);
  const approval = step?.approval;
  const picks = usePicks();
  const foresight = useForesight(app, approval ?? '', gate.record.id, picks.chosen, Boolean(approval));
  const form = useFormInPlace(type);
  const [kept, setKept] = useState(gate.record);
  const asked = [...new Set([...(step?.require ?? []), ...problems.map(keyOf)])].filter((key) => {
    const field = fieldOf(type, key);
    return field && key !== gate.field && field.changeable && !kindOf(field.type).computed;
  });
  const points = step?.checklist ?? [];
  const mustTick = Boolean(step?.must_tick) && points.length > 0;
  const rest = problems.filter(
    (problem) => !asked.includes(keyOf(problem)) && !(mustTick && problem.code === 'checklist'),
  );

  // Nothing can be filled in here, and more than ticks is missing: that is told, and there is nothing to press.
  const closed = asked.length === 0 && !(asksFirst(step) && rest.length === 0) && !approval;
  const lines = useShortfalls(app, type, gate.record, closed ? step?.when : null);

  const submit = async () => {
    const lacking = picks.lacking(foresight.data?.choose ?? []);
    setDetail(lacking || undefined);
    if (lacking) return;
    setBusy(true);
    try {
      if (approval) {
        if (Object.keys(values).length > 0) setKept(await saveRecord(app, type.key, kept, values, form));
        const body = { record: gate.record.id, state: gate.to, ticked, chosen: picks.chosen };
        await api.post(`${flowPath(app, approval)}/start`, body, { idempotencyKey: newIdempotencyKey() });
        onAsked();
        return;
      }
      const wanted = { ...values, [gate.field]: gate.to };
      const saved = await saveRecord(app, type.key, gate.record, wanted, form, ticked);
      onMoved(saved, Object.keys(wanted));
    } catch (problem) {
      setBusy(false);
      setProblems(isProblem(problem) ? problem.errors : []);
      if (!isProblem(problem) || problem.errors.length === 0) setDetail(problemText(problem));
    }
  };

  return (
    <Dialog
      title={t(closed ? 'moveRefused' : approval ? 'askTitle' : 'moveTitle', { state: stateName })}
      onClose={onClose}
      width={520}
      footer={
        closed ? (
          <Button onClick={onClose}>{shared('close')}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{shared('cancel')}</Button>
            <Button
              look="primary"
              busy={busy}
              disabled={mustTick && ticked.length < points.length}
              onClick={() => void submit()}
            >
              {approval ? t('askFor') : t('moveTo', { state: stateName })}
            </Button>
          </>
        )
      }
    >
      <div style={{ display: 'grid', gap: 12 }}>
        {(detail || rest.length > 0) && (
          <div className={css.gate} role="alert">
            <strong>{t('moveMissing')}</strong>
            {detail && <p>{detail}</p>}
            {rest.map((problem, index) => (
              <p key={index}>{problem.message}</p>
            ))}
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        )}
        {asked.length > 0 && <p className="muted">{t('moveText')}</p>}
        {asked.map((key) => {
          const field = fieldOf(type, key);
          if (!field) return null;
          const { Widget } = kindOf(field.type);
          const problem = problems.find((found) => keyOf(found) === key);
          const value: JsonValue = key in values ? (values[key] ?? null) : valueOf(gate.record, key);
          return (
            <label key={key} className={css.gateField}>
              <span>{text(field.label)}</span>
              <Widget
                field={field}
                app={app}
                value={value}
                labelText={labels[key] ?? gate.record.labels[key]}
                invalid={Boolean(problem)}
                onChange={(next, label) => {
                  setValues({ ...values, [key]: next });
                  if (label) setLabels({ ...labels, [key]: label });
                }}
              />
              {problem && <small className={css.gateError}>{problem.message}</small>}
            </label>
          );
        })}
        <Picks choose={foresight.data?.choose ?? []} of={picks} />
        {approval && <Foresight of={foresight} />}
        {step?.guidance && (
          <p className={stages.guidance}>
            <strong>{t('guidance')}</strong>
            <span>{text(step.guidance)}</span>
          </p>
        )}
        {points.length > 0 && (
          <fieldset className={css.checklist}>
            <legend>{t('checklist')}</legend>
            {points.map((line, index) => (
              <label key={index}>
                <input
                  type="checkbox"
                  checked={ticked.includes(index)}
                  onChange={(event) =>
                    setTicked(
                      event.target.checked ? [...ticked, index] : ticked.filter((each) => each !== index),
                    )
                  }
                />{' '}
                {text(line)}
              </label>
            ))}
          </fieldset>
        )}
      </div>
    </Dialog>
  );
}

const NEEDED = { '>': 'needsMore', '>=': 'needsAtLeast', '<': 'needsLess', '<=': 'needsAtMost' } as const;

/** The numbers of a record that keep it from a step, each with the limit that it misses. */
function useShortfalls(
  app: string,
  type: EntityDescription,
  record: RecordItem,
  when: string | null | undefined,
): string[] {
  const t = words.use();
  const text = useText();
  const description = useApp(app).data;
  const me = useMe().data?.person;
  const trees = useConditionTrees(app, type.key, when ? [when] : [], Boolean(when));
  const tree = when ? trees.get(when) : undefined;
  if (!tree || !description) return [];
  const context = { ...formNames(description), me };
  return failing(tree, type, record.values, context).flatMap((node) => {
    const missed = shortfallOf(node, record.values, context);
    const field = missed && fieldOf(type, missed.field);
    if (!field) return [];
    const { value, limit, operator } = missed;
    const told = { field: text(field.label), value: formatDecimal(value), limit: formatDecimal(limit) };
    return [t(NEEDED[operator], told)];
  });
}
