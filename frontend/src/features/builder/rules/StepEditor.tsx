import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { useEntries } from '../draft/api';
import type { DocumentProblem } from '../draft/api';
import type { SelectorDocument, Sources, StepDocument, Text } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { ExpressionInput } from '@/expressions';
import { useNames } from '../expression/useNames';
import type { ExpressionPlace } from '@/expressions';
import { ChoiceInput, PickInput, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { problemsIn } from '../shell/faults';
import { AssignEditor } from './AssignEditor';
import { ConvertEditor } from './ConvertEditor';
import { FindEditor } from './FindEditor';
import { LinkEditor } from './LinkEditor';
import { MergeEditor } from './MergeEditor';
import { MessageStep } from './MessageStep';
import { BranchEditor, EachEditor, InnerSteps, LinesEditor, TagEditor, UpsertEditor } from './NestedSteps';
import { SignalEditor } from './SignalEditor';
import { useTargetOf } from './useTargetOf';
import { SelectorsEditor } from './SelectorsEditor';
import { WaitEditor } from './WaitEditor';
import { ValuesEditor } from './ValuesEditor';
import { ruleWords } from './words';

type Body = Record<string, unknown>;

export interface StepEditorProps {
  kind: string;
  body: Body;
  /** What is wrong with the body, by pointers into it; without it, whoever shows the step says so. */
  problems?: DocumentProblem[];
  place: ExpressionPlace;
  onChange: (body: Body, merge?: string) => void;
}

/** The arguments of one step, whatever its kind; shared by rules and a flow's actions. */
export function StepEditor(props: StepEditorProps) {
  const { kind, body, place, onChange } = props;
  const r = ruleWords.use();
  const set = (key: string, value: unknown) => {
    const next = { ...body };
    assign(next, key, value);
    onChange(next, key);
  };
  switch (kind) {
    case 'SetFields':
      return (
        <ValuesEditor
          label={r('step_SetFields')}
          target={place.entity}
          values={body as Sources}
          onChange={(values) => onChange(values)}
          place={place}
        />
      );
    case 'Create':
      return <CreateEditor {...props} />;
    case 'Update':
    case 'Delete':
      return <UpdateEditor {...props} />;
    case 'Assign':
      return <AssignEditor {...props} />;
    case 'Notify':
      return (
        <div className={kit.stack}>
          <SelectorsEditor
            label={r('people')}
            pick="all"
            place={place}
            selectors={(body.to as SelectorDocument[]) ?? []}
            onChange={(next) => onChange({ ...body, to: next })}
          />
          <MessageInput {...props} />
        </div>
      );
    case 'CreateTodo':
      return (
        <div className={kit.stack}>
          <TodoEntity {...props} />
          <SelectorsEditor
            label={r('people')}
            pick="round_robin"
            place={place}
            selectors={(body.assignee as SelectorDocument[]) ?? []}
            onChange={(next) => onChange({ ...body, assignee: next })}
          />
          <TextPair
            label={r('subject')}
            help={r('templateHelp', { interpolation: { prefix: '[[', suffix: ']]' } })}
            value={
              typeof body.subject === 'string'
                ? { zh: body.subject, en: body.subject }
                : (body.subject as Text)
            }
            onChange={(subject) => onChange({ ...body, subject: subject ?? { zh: '', en: '' } }, 'subject')}
          />
          <ExpressionInput
            draft
            {...place}
            label={r('due')}
            placeholder="NOW() + 1"
            value={body.due as string}
            onChange={(due) => set('due', due)}
          />
        </div>
      );
    case 'StartFlow':
      return <FlowInput {...props} />;
    case 'Enrol':
    case 'Leave':
      return <SequenceInput {...props} />;
    case 'SendMessage':
      return (
        <MessageStep {...props}>
          <MessageInput {...props} />
        </MessageStep>
      );
    case 'ForEach':
      return <EachEditor {...props} />;
    case 'Branch':
      return <BranchEditor {...props} />;
    case 'CreateLines':
      return <LinesEditor {...props} />;
    case 'Upsert':
      return <UpsertEditor {...props} />;
    case 'Find':
      return <FindEditor {...props} />;
    case 'Tag':
    case 'Untag':
      return <TagEditor {...props} />;
    case 'Wait':
      return <WaitEditor {...props} />;
    case 'Merge':
      return <MergeEditor {...props} />;
    case 'IssueCode':
      return <LinkEditor {...props} />;
    case 'SignalFlow':
      return <SignalEditor {...props} />;
    case 'Stop':
      return <p className="muted">{r('stopHelp')}</p>;
    case 'Convert':
      return <ConvertEditor body={body} place={place} onChange={onChange} />;
    case 'Webhook':
      return <WebhookEditor {...props} />;
    case 'Refuse':
    case 'Warn':
      return (
        <div className={kit.stack}>
          <TextPair
            label={r('sayText')}
            rows={2}
            value={body.message as Text}
            onChange={(message) => onChange({ ...body, message: message ?? { zh: '', en: '' } }, 'message')}
          />
          <FieldInput
            place={place}
            value={body.field as string | undefined}
            onChange={(field) => set('field', field)}
          />
        </div>
      );
    default:
      return <pre className={kit.key}>{JSON.stringify(body, null, 2)}</pre>;
  }
}

/** Where a task goes: the entity `todo` unless the step names another. */
function TodoEntity({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const entries = useEntries(place.app, 'entity');
  return (
    <PickInput
      label={r('entity')}
      value={String(body.entity ?? 'todo')}
      onChange={(entity) => onChange({ ...body, entity: entity ?? undefined })}
      options={entries.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
    />
  );
}

function CreateEditor({ body, problems, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const entries = useEntries(place.app, 'entity');
  const target = String(body.entity ?? '');
  return (
    <div className={kit.stack}>
      <PickInput
        label={r('entity')}
        value={target}
        onChange={(entity) => onChange({ ...body, entity: entity ?? '', values: {} })}
        options={entries.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
      />
      {target && (
        <ValuesEditor
          label={r('step_SetFields')}
          target={target}
          values={(body.values as Sources) ?? {}}
          onChange={(values) => onChange({ ...body, values })}
          place={place}
        />
      )}
      {target && (
        <InnerSteps
          label={r('aboutMade')}
          steps={(body.do as StepDocument[]) ?? []}
          problems={problems && problemsIn(problems, '/do')}
          place={{ ...place, entity: target, parent: place.entity }}
          onChange={(steps, merge) => {
            const next = { ...body };
            assign(next, 'do', steps);
            onChange(next, merge);
          }}
        />
      )}
    </div>
  );
}

function UpdateEditor({ kind, body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const record = String(body.record ?? '');
  const target = useTargetOf(place, record);
  return (
    <div className={kit.stack}>
      <ExpressionInput
        draft
        {...place}
        label={r('target')}
        help={r('targetHelp')}
        value={record}
        onChange={(next) => onChange({ ...body, record: next }, 'record')}
      />
      {kind === 'Update' && target && (
        <ValuesEditor
          label={r('step_SetFields')}
          target={target}
          values={(body.values as Sources) ?? {}}
          onChange={(values) => onChange({ ...body, values })}
          place={place}
        />
      )}
    </div>
  );
}

function MessageInput({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const messages = useEntries(place.app, 'message');
  const own =
    typeof body.message === 'object' && body.message !== null
      ? (body.message as { subject?: Text; body?: Text })
      : null;
  const setOwn = (key: 'subject' | 'body', value: Text | undefined) => {
    const message = { ...own };
    assign(message, key, value);
    onChange({ ...body, message: { subject: { zh: '', en: '' }, ...message } }, key);
  };
  return (
    <>
      <ChoiceInput
        label={r('message')}
        value={own ? '' : String(body.message ?? '')}
        empty={r('ownMessage')}
        onChange={(key) => onChange({ ...body, message: key || { subject: { zh: '', en: '' } } })}
        options={messages.map((message) => ({
          value: message.key,
          label: text(message.name) || message.key,
        }))}
      />
      {own && (
        <>
          <TextPair
            label={r('subject')}
            help={r('templateHelp', { interpolation: { prefix: '[[', suffix: ']]' } })}
            value={own.subject}
            onChange={(value) => setOwn('subject', value)}
          />
          <TextPair label={r('body')} rows={3} value={own.body} onChange={(value) => setOwn('body', value)} />
        </>
      )}
    </>
  );
}

function FlowInput({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(place.app, 'flow');
  return (
    <ChoiceInput
      label={r('flow')}
      value={String(body.flow ?? '')}
      onChange={(flow) => onChange({ flow })}
      options={Object.values(documents)
        .filter((flow) => flow.entity === place.entity)
        .map((flow) => ({ value: flow.key, label: text(flow.name) || flow.key }))}
    />
  );
}

function SequenceInput({ kind, body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(place.app, 'sequence');
  return (
    <ChoiceInput
      label={r('sequence')}
      value={String(body.sequence ?? '')}
      empty={kind === 'Leave' ? r('sequenceAll') : undefined}
      onChange={(sequence) => onChange(sequence || kind === 'Enrol' ? { sequence } : {})}
      options={Object.values(documents)
        .filter((sequence) => sequence.entity === place.entity)
        .map((sequence) => ({ value: sequence.key, label: text(sequence.name) || sequence.key }))}
    />
  );
}

function WebhookEditor({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const connections = useEntries(place.app, 'connection');
  const values = (body.values as Sources) ?? {};
  return (
    <div className={kit.stack}>
      <ChoiceInput
        label={r('connection')}
        help={connections.length === 0 ? r('connectionNone') : undefined}
        value={String(body.connection ?? '')}
        onChange={(connection) => onChange({ ...body, connection })}
        options={connections.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
      />
      <ValuesEditor
        label={r('sends')}
        target={place.entity}
        values={values}
        onChange={(next) =>
          onChange({
            ...body,
            values: Object.fromEntries(Object.entries(next).map(([key, value]) => [key, value || key])),
          })
        }
        place={place}
      />
    </div>
  );
}

function FieldInput({
  place,
  value,
  onChange,
}: {
  place: ExpressionPlace;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const r = ruleWords.use();
  const text = useText();
  const names = useNames(place.app, place.entity, 'formula').filter((name) => !name.path.includes('.'));
  return (
    <PickInput
      clearable
      label={r('atField')}
      value={value}
      onChange={onChange}
      options={names.map((name) => ({ value: name.path, label: text(name.label) }))}
    />
  );
}
