import { useState } from 'react';
import { isProblem } from '@/api/problem';
import type { FieldProblem } from '@/api/problem';
import type { EntityDescription, JsonValue, RecordItem, Values } from '@/api/types';
import { fieldOf, kindOf, valueOf } from '@/fields';
import { saveRecord } from '@/forms';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, useProblemText } from '@/ui';
import { words } from '../words';
import css from './record.module.css';

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
  onMoved: (record: RecordItem) => void;
}

const keyOf = (problem: FieldProblem) => problem.pointer.replace(/^\/(values\/)?/, '').split('/')[0] ?? '';

/** The gate of a step: what is missing, filled in on the spot. */
export function MoveDialog({ app, type, gate, stateName, onClose, onMoved }: MoveDialogProps) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const problemText = useProblemText();
  const [problems, setProblems] = useState(gate.problems);
  const [detail, setDetail] = useState(gate.detail);
  const [values, setValues] = useState<Values>({});
  const [labels, setLabels] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const step = type.states?.transitions.find((found) => found.to === gate.to);
  const asked = [...new Set([...(step?.require ?? []), ...problems.map(keyOf)])].filter((key) => {
    const field = fieldOf(type, key);
    return field && key !== gate.field && field.writable && !kindOf(field.type).computed;
  });
  const rest = problems.filter((problem) => !asked.includes(keyOf(problem)));

  const submit = async () => {
    setBusy(true);
    setDetail(undefined);
    try {
      const saved = await saveRecord(app, type.key, gate.record, { ...values, [gate.field]: gate.to });
      onMoved(saved);
    } catch (problem) {
      setBusy(false);
      setProblems(isProblem(problem) ? problem.errors : []);
      if (!isProblem(problem) || problem.errors.length === 0) setDetail(problemText(problem));
    }
  };

  return (
    <Dialog
      title={t('moveTitle', { state: stateName })}
      onClose={onClose}
      width={520}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => void submit()}>
            {t('moveTo', { state: stateName })}
          </Button>
        </>
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
        {step?.checklist && step.checklist.length > 0 && (
          <div>
            <h3>{t('checklist')}</h3>
            <ul>
              {step.checklist.map((line, index) => (
                <li key={index}>{text(line)}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Dialog>
  );
}
