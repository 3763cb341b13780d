import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { useEntries } from '../draft/api';
import type { ChangedTrigger, EntityDocument, RuleDocument, Triggers } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { CheckInput, ChoiceInput, ManyInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ScheduleEditor } from './ScheduleEditor';
import { ruleWords } from './words';

const names = [
  'created',
  'changed',
  'state_entered',
  'form_submitted',
  'button',
  'flow',
  'seat',
  'hook',
  'mail',
  'deleted',
  'restored',
  'commented',
] as const;
/** What nothing that is under way about a record has to be told. */
const ofItsLife: readonly string[] = ['created', 'deleted', 'restored'];
const before: readonly string[] = ['created', 'changed', 'state_entered', 'form_submitted'];

export interface TriggerEditorProps {
  app: string;
  rule: Pick<RuleDocument, 'on' | 'phase'>;
  entity: EntityDocument | undefined;
  onChange: (on: Triggers) => void;
  /** The clock starts nothing here. */
  eventsOnly?: boolean;
}

const several = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
const oneOrMany = (values: string[]) => (values.length === 1 ? values[0] : values);

/** What starts a rule: any of the ticked events, each narrowed where it can be. */
export function TriggerEditor({ app, rule, entity, onChange, eventsOnly }: TriggerEditorProps) {
  const r = ruleWords.use();
  const { on } = rule;
  const firstState = entity?.states
    ? entity.schema.properties[entity.states.field]?.['x-dougong'].options?.[0]?.key
    : undefined;
  const blank: Record<(typeof names)[number], unknown> = {
    created: true,
    changed: true,
    deleted: true,
    restored: true,
    commented: true,
    form_submitted: true,
    hook: true,
    mail: true,
    state_entered: firstState ? [firstState] : [],
    button: entity?.buttons?.[0]?.key ?? 'act',
    flow: { event: 'finished' },
    seat: { event: 'decided' },
  };
  const toggle = (name: (typeof names)[number], tick: boolean) => {
    const next: Triggers = { ...on };
    if (tick) Object.assign(next, { [name]: blank[name] });
    else delete next[name];
    onChange(next);
  };
  const set = (name: (typeof names)[number], detail: unknown) =>
    onChange({ ...on, [name]: detail } as Triggers);
  const clock = on.schedule !== undefined;
  const startBy = (who: string) => {
    if (who === 'clock') onChange({ schedule: { cron: '0 8 * * *' } });
    else onChange({ created: true });
  };
  const starter = !eventsOnly && (rule.phase !== 'before' || clock) && (
    <ChoiceInput
      label={r('startedBy')}
      value={clock ? 'clock' : 'events'}
      onChange={startBy}
      options={(['events', 'clock'] as const).map((value) => ({ value, label: r(`startedBy_${value}`) }))}
    />
  );
  if (on.schedule)
    return (
      <div className={kit.stack}>
        {starter}
        <ScheduleEditor
          app={app}
          entity={entity}
          schedule={on.schedule}
          onChange={(schedule) => onChange({ schedule })}
        />
      </div>
    );
  return (
    <div className={kit.stack} style={{ gap: 4 }}>
      {starter}
      {names
        .filter(
          (name) =>
            name in on ||
            (!(eventsOnly && ofItsLife.includes(name)) &&
              (rule.phase !== 'before' || before.includes(name)) &&
              (name !== 'state_entered' || entity?.states)),
        )
        .map((name) => (
          <div key={name}>
            <CheckInput
              label={r(`starts_${name}`)}
              value={name in on}
              onChange={(tick) => toggle(name, tick)}
            />
            {name in on && (
              <div style={{ paddingInlineStart: 24 }}>
                <Detail
                  app={app}
                  name={name}
                  detail={on[name]}
                  entity={entity}
                  onChange={(detail) => set(name, detail)}
                />
              </div>
            )}
          </div>
        ))}
    </div>
  );
}

function Detail({
  app,
  name,
  detail,
  entity,
  onChange,
}: {
  app: string;
  name: string;
  detail: unknown;
  entity: EntityDocument | undefined;
  onChange: (detail: unknown) => void;
}) {
  const r = ruleWords.use();
  const text = useText();
  const { documents: forms } = useDocuments(app, 'form');
  const flows = useEntries(app, 'flow');
  switch (name) {
    case 'changed': {
      const fields = typeof detail === 'object' && detail ? ((detail as ChangedTrigger).fields ?? []) : [];
      return (
        <ManyInput
          label={r('changedFields')}
          placeholder={r('changedAny')}
          value={fields}
          options={Object.entries(entity?.schema.properties ?? {}).map(([value, field]) => ({
            value,
            label: text(field['x-dougong'].label) || value,
          }))}
          onChange={(next) => onChange(next.length ? { fields: next } : true)}
        />
      );
    }
    case 'state_entered': {
      const options = entity?.states
        ? (entity.schema.properties[entity.states.field]?.['x-dougong'].options ?? [])
        : [];
      return (
        <ManyInput
          label={r('states')}
          value={several(detail)}
          options={options.map((option) => ({ value: option.key, label: text(option.label) || option.key }))}
          onChange={(next) => onChange(next)}
        />
      );
    }
    case 'form_submitted':
      return (
        <ManyInput
          label={r('forms')}
          placeholder={r('formsAny')}
          value={several(detail)}
          onChange={(next) => onChange(next.length ? oneOrMany(next) : true)}
          options={Object.values(forms)
            .filter((form) => form.entity === entity?.key)
            .map((form) => ({ value: form.key, label: text(form.name) || form.key }))}
        />
      );
    case 'button':
      return (
        <TextInput
          label={r('buttons')}
          value={several(detail).join(', ')}
          onChange={(value) => onChange(oneOrMany(value.split(/[,，]\s*/).filter(Boolean)) ?? '')}
        />
      );
    case 'hook':
    case 'mail':
      return (
        <TextInput
          label={r(name === 'mail' ? 'mailboxes' : 'hooks')}
          placeholder={r(name === 'mail' ? 'mailboxesAny' : 'hooksAny')}
          value={several(detail).join(', ')}
          onChange={(value) =>
            onChange(value.trim() ? oneOrMany(value.split(/[,，]\s*/).filter(Boolean)) : true)
          }
        />
      );
    case 'flow':
    case 'seat': {
      const own = (detail ?? {}) as {
        event: string;
        flow?: string | string[];
        outcome?: string | string[];
        verb?: string | string[];
      };
      const extra = name === 'flow' ? 'outcome' : 'verb';
      const put = (key: string, value: unknown) => {
        const next = { ...own } as Record<string, unknown>;
        assign(next, key, value as string);
        onChange(next);
      };
      return (
        <div className={kit.stack}>
          <ChoiceInput
            label={r('flowEvent')}
            value={own.event}
            onChange={(event) => put('event', event)}
            options={
              name === 'flow'
                ? [
                    { value: 'started', label: r('flow_started') },
                    { value: 'finished', label: r('flow_finished') },
                  ]
                : [
                    { value: 'opened', label: r('seat_opened') },
                    { value: 'decided', label: r('seat_decided') },
                  ]
            }
          />
          <ChoiceInput
            label={r('flow')}
            value={several(own.flow)[0]}
            empty={r('flowAny')}
            onChange={(flow) => put('flow', flow)}
            options={flows.map((flow) => ({ value: flow.key, label: text(flow.name) || flow.key }))}
          />
          <ChoiceInput
            label={r(extra)}
            value={several(own[extra])[0]}
            empty={r(extra === 'verb' ? 'verbAny' : 'outcomeAny')}
            onChange={(value) => put(extra, value)}
            options={
              extra === 'verb'
                ? [
                    { value: 'approve', label: r('outcome_approved') },
                    { value: 'reject', label: r('outcome_rejected') },
                  ]
                : (['approved', 'rejected', 'withdrawn'] as const).map((value) => ({
                    value,
                    label: r(`outcome_${value}`),
                  }))
            }
          />
        </div>
      );
    }
    default:
      return null;
  }
}
