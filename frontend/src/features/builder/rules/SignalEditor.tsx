import { ExpressionInput } from '@/expressions';
import { assign } from '@/canvas/lists';
import type { Sources } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { ChoiceInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import type { StepEditorProps } from './StepEditor';
import { useTargetOf } from './useTargetOf';
import { ValuesEditor } from './ValuesEditor';
import { ruleWords } from './words';

/** What is told to flows that wait, on which records, and what these take along. */
export function SignalEditor({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const { documents } = useDocuments(place.app, 'flow');
  const other = body.record !== undefined;
  const led = useTargetOf(place, String(body.record ?? ''));
  const target = other ? led : place.entity;
  const messages = new Set(
    Object.values(documents)
      .filter((flow) => flow.entity === target)
      .flatMap((flow) => flow.nodes.map((node) => ('message' in node ? String(node.message) : '')))
      .filter(Boolean),
  );
  const set = (key: string, value: unknown, merge?: string) => {
    const next = { ...body };
    assign(next, key, value);
    onChange(next, merge);
  };
  return (
    <div className={kit.stack}>
      <ChoiceInput
        label={r('signalOn')}
        value={other ? 'other' : 'this'}
        onChange={(where) => onChange(where === 'other' ? { message: '', record: '' } : { message: '' })}
        options={[
          { value: 'this', label: r('signalThis') },
          { value: 'other', label: r('signalOther') },
        ]}
      />
      {other && (
        <ExpressionInput
          {...place}
          draft
          label={r('signalRecords')}
          value={String(body.record)}
          onChange={(record) => set('record', record, 'record')}
        />
      )}
      <ChoiceInput
        label={r('signalMessage')}
        help={target && messages.size === 0 ? r('signalNone') : undefined}
        value={String(body.message ?? '')}
        onChange={(message) => set('message', message)}
        options={[...messages].sort().map((message) => ({ value: message, label: message }))}
      />
      {target && (
        <ValuesEditor
          label={r('signalValues')}
          target={target}
          values={(body.values as Sources) ?? {}}
          onChange={(values) => set('values', Object.keys(values).length > 0 ? values : undefined)}
          place={place}
        />
      )}
    </div>
  );
}
