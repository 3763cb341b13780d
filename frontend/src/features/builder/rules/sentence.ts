import type { Localised } from '@/api/types';
import type {
  EntityDocument,
  ScheduleDocument,
  SelectorDocument,
  Sources,
  StepDocument,
  Triggers,
} from '../draft/documents';
import { unquote } from '@/expressions';
import { bracketed, clauses, enclosed, listed, paired, spaced } from '@/i18n/lists';
import { currentLanguage } from '@/i18n';
import { weekdayName } from '@/ui/dates';
import { systemNames } from '../expression/names';
import { activityNames } from './activity';
import { assignmentWords } from './assignSentence';
import type { TextOf } from './activity';
import { cadenceOf } from './schedule';
import { stepParts } from './stepKinds';
import { ruleWords } from './words';

type Say = ReturnType<typeof ruleWords.use>;

export interface Speech {
  r: Say;
  text: TextOf;
  entities: Record<string, EntityDocument>;
  settingName: (path: string) => string;
  /** Inside a step that goes through other records: the entity that `parent.` is of. */
  outer?: string;
  /** A condition on records of an entity in plain words; empty where nobody has read it. */
  reading?: (entity: string, condition: string) => string;
  nameOf: (kind: 'role' | 'flow' | 'form' | 'table' | 'message' | 'sequence', key: string) => string;
}

const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value === undefined || value === true ? [] : [String(value)];

export function fieldLabel({ entities, text, outer }: Speech, entity: string, key: string): string {
  const [first = '', ...rest] = key.split('.');
  if (first === 'parent' && outer && rest.length > 0)
    return `${text(entities[outer]?.name) || outer} › ${fieldLabel({ entities, text } as Speech, outer, rest.join('.'))}`;
  const field = entities[entity]?.schema.properties[first]?.['x-dougong'];
  const label = text(field?.label) || text(systemNames().find((name) => name.path === first)?.label) || first;
  return rest.length && field?.entity
    ? `${label} › ${fieldLabel({ entities, text } as Speech, field.entity, rest.join('.'))}`
    : label;
}

/** A value as a person says it: the label of an option, a text without quotes, a field by its name. */
export function valueWords(
  speech: Speech,
  entity: string,
  field: string,
  value: string,
  from: string,
): string {
  const plain = unquote(value);
  if (plain !== null) {
    const option = speech.entities[entity]?.schema.properties[field]?.['x-dougong'].options?.find(
      (each) => each.key === plain,
    );
    return option ? speech.text(option.label) || plain : `“${plain}”`;
  }
  if (value.startsWith('settings.')) return speech.settingName(value);
  if (/^[a-z][a-z0-9_.]*$/.test(value)) return fieldLabel(speech, from, value);
  if (value === '' || /^-?[0-9.]+$/.test(value)) return value || '…';
  const word = CONSTANTS[value.replaceAll(' ', '')];
  // How it is computed stands in the step itself; a formula is no sentence.
  return speech.r(word ?? 'value_computed');
}

const CONSTANTS: Record<string, 'cellYes' | 'cellNo' | 'value_today' | 'value_now' | 'value_blank'> = {
  TRUE: 'cellYes',
  FALSE: 'cellNo',
  'TODAY()': 'value_today',
  'NOW()': 'value_now',
  'BLANK()': 'value_blank',
};

const amountWords = ({ r, settingName }: Speech, amount: number | string = '…', unit: string) =>
  typeof amount === 'number'
    ? r(`amount_${unit}` as 'amount_day', { count: Math.abs(amount) })
    : r(`amountSet_${unit}` as 'amountSet_day', {
        name: amount.startsWith('settings.') ? settingName(amount) : amount,
      });

/** When the clock starts a rule, as the beginning of a sentence. */
export function scheduleWords(speech: Speech, entity: string, schedule: ScheduleDocument): string {
  const { r, entities } = speech;
  const { relative, inactive, cron } = schedule;
  const clock = (at: string | undefined) => (at ? r('at_clock', { at }) : '');
  if (relative) {
    const { offset = 0, unit = 'day' } = relative;
    const said = {
      field: fieldLabel(speech, entity, relative.field ?? '') || '…',
      amount: amountWords(speech, offset, unit),
      at: unit === 'hour' ? '' : clock(relative.at),
    };
    if (offset === 0) return r('at_on', said);
    return r(typeof offset === 'number' && offset < 0 ? 'at_before' : 'at_after', said);
  }
  if (inactive) {
    const names = activityNames(entities[entity], entities, speech.text);
    return r('at_inactive', {
      amount: amountWords(speech, inactive.days, 'day'),
      activity: listed(inactive.of.map((key) => names.find(({ value }) => value === key)?.label ?? key)),
      at: clock(inactive.at),
    });
  }
  const cadence = cadenceOf(cron ?? '');
  switch (cadence?.kind) {
    case 'daily':
      return r('at_daily', { at: cadence.at });
    case 'weekdays':
      return r('at_weekdays', { at: cadence.at });
    case 'weekly':
      return r('at_weekly', {
        at: cadence.at,
        days: listed(cadence.days.map((day) => weekdayName(day, currentLanguage()))),
      });
    case 'monthly':
      return cadence.day === 'L'
        ? r('at_monthlyLast', { at: cadence.at })
        : r('at_monthly', { at: cadence.at, day: cadence.day });
    default:
      return r('at_cron', { cron: cron ?? '' });
  }
}

/** What starts a rule, with the kind of record that it is about. */
export function startWords(speech: Speech, entity: string, on: Triggers): string {
  const name = speech.text(speech.entities[entity]?.name) || entity;
  return on.schedule
    ? speech.r('saysAt', { schedule: scheduleWords(speech, entity, on.schedule), entity: name })
    : spaced(name, triggerWords(speech, entity, on));
}

export function triggerWords(speech: Speech, entity: string, on: Triggers): string {
  const { r, entities, text } = speech;
  return Object.entries(on)
    .map(([name, detail]) => {
      const said = r(`trigger_${name}` as 'trigger_created');
      if (name === 'changed' && typeof detail === 'object' && detail && 'fields' in detail) {
        const fields = list((detail as { fields?: string[] }).fields);
        return fields.length
          ? bracketed(said, listed(fields.map((key) => fieldLabel(speech, entity, key))))
          : said;
      }
      if (name === 'state_entered') {
        const document = entities[entity];
        const options = document?.states
          ? (document.schema.properties[document.states.field]?.['x-dougong'].options ?? [])
          : [];
        const names = list(detail).map(
          (key) => text(options.find((option) => option.key === key)?.label) || key,
        );
        return bracketed(said, listed(names));
      }
      if (typeof detail !== 'string' && !Array.isArray(detail)) return said;
      const names = list(detail).map((key) => {
        if (name === 'form_submitted') return speech.nameOf('form', key);
        const button = name === 'button' && entities[entity]?.buttons?.find((each) => each.key === key);
        return (button && text(button.label)) || key;
      });
      return bracketed(said, listed(names));
    })
    .join(r('or'));
}

/** Whom a selector means. */
export function selectorWords(speech: Speech, entity: string, selector: SelectorDocument): string {
  if (selector.role !== undefined) return speech.nameOf('role', selector.role) || '…';
  if (selector.supervisor !== undefined) return speech.r('superior');
  if (selector.table !== undefined) return speech.nameOf('table', selector.table) || '…';
  if (selector.team !== undefined) return speech.settingName(selector.team) || '…';
  return fieldLabel(speech, entity, selector.person ?? '') || '…';
}

function peopleWords(speech: Speech, entity: string, selectors: unknown): string {
  if (!Array.isArray(selectors)) return '…';
  return (
    (selectors as SelectorDocument[])
      .map((selector) => selectorWords(speech, entity, selector))
      .join(speech.r('or')) || '…'
  );
}

/** Steps one after the other as a part of a sentence; `followed` when something comes after them that is none of them. */
export function stepsWords(speech: Speech, entity: string, steps: unknown, followed = false): string {
  const all = (steps as StepDocument[] | undefined) ?? [];
  return (
    all
      .map((each, at) =>
        // A message may end in a full stop of its own, which would end the sentence.
        stepWords(speech, entity, each, followed || at < all.length - 1).replace(/[.。](?=”?$)/, ''),
      )
      .join(speech.r('and')) || '…'
  );
}

const pathOf = (text: unknown): string => String(text ?? '').trim();

function inverseOf({ entities }: Speech, entity: string, key: string) {
  for (const other of Object.values(entities))
    for (const field of Object.values(other.schema.properties)) {
      const { inverse, entity: target } = field['x-dougong'];
      if (inverse?.key === key && target === entity) return { entity: other.key, label: inverse.label };
    }
  return undefined;
}

/** The entity whose records a path leads to. */
export function listTarget(speech: Speech, entity: string, text: unknown): string {
  const step = (from: string, key: string) =>
    speech.entities[from]?.schema.properties[key]?.['x-dougong'].entity ??
    inverseOf(speech, from, key)?.entity ??
    '';
  const path = pathOf(text);
  return path === 'this' ? entity : path.split('.').reduce(step, entity);
}

/** What a step is about, and the condition that chooses among several. */
function aboutWords(speech: Speech, entity: string, body: Record<string, unknown>): string {
  const path = pathOf(body.records ?? body.record);
  const target = listTarget(speech, entity, path);
  const name =
    path === 'this'
      ? speech.text(speech.entities[entity]?.name) || entity
      : speech.text(inverseOf(speech, entity, path)?.label) || fieldLabel(speech, entity, path) || '…';
  const when = body.when as string | undefined;
  return when ? name + speech.r('sayFindWhere', { condition: speech.reading?.(target, when) || when }) : name;
}

/** Fields with their values: “Owner to Li, Due to today”. */
const valuesWords = (speech: Speech, target: string, values: Sources, from: string): string =>
  clauses(
    Object.entries(values).map(([key, value]) =>
      speech.r('to', {
        field: fieldLabel(speech, target, key),
        value: valueWords(speech, target, key, value, from),
      }),
    ),
  );

/** By what a record is found; nothing as long as no field is named. */
function foundWhere(
  speech: Speech,
  entity: string,
  { entity: target, match }: Record<string, unknown>,
): string {
  const ways = ((match as Sources[] | undefined) ?? []).filter((way) => Object.keys(way).length > 0);
  const said = ways.map((way) =>
    Object.entries(way)
      .map(([key, value]) =>
        speech.r('sayFindEquals', {
          field: fieldLabel(speech, String(target), key),
          value: valueWords(speech, String(target), key, value, entity),
        }),
      )
      .join(speech.r('sayFindAnd')),
  );
  return said.length > 0 ? speech.r('sayFindWhere', { condition: said.join(speech.r('or')) }) : '';
}

/** One step in a few words; where it is `followed`, the steps inside it stand in brackets, so that one sees where they end. */
export function stepWords(speech: Speech, entity: string, step: StepDocument, followed = false): string {
  const { r, text, entities } = speech;
  const inside = (said: string) => (followed ? enclosed(said) : said);
  const { kind, body } = stepParts(step);
  const entityName = (key: unknown) => text(entities[String(key)]?.name) || String(key || '…');
  const what = (() => {
    switch (kind) {
      case 'SetFields':
        return valuesWords(speech, entity, body as Sources, entity) || '…';
      case 'Create':
        return entityName(body.entity);
      case 'Update': {
        const about = aboutWords(speech, entity, body);
        const target = listTarget(speech, entity, body.record);
        const values = valuesWords(speech, target, (body.values as Sources | undefined) ?? {}, entity);
        return values ? paired(about, r('say_SetFields', { what: values })) : about;
      }
      case 'Delete':
        return aboutWords(speech, entity, body);
      case 'Assign':
        return assignmentWords(
          speech,
          body,
          (selector) => selectorWords(speech, entity, selector),
          body.field === undefined ? undefined : fieldLabel(speech, entity, String(body.field)),
        );
      case 'Notify':
        return peopleWords(speech, entity, body.to);
      case 'CreateTodo':
        return peopleWords(speech, entity, body.assignee);
      case 'StartFlow':
        return speech.nameOf('flow', String(body.flow ?? '')) || '…';
      case 'Enrol':
        return speech.nameOf('sequence', String(body.sequence ?? '')) || '…';
      case 'Leave':
        return body.sequence
          ? r('saySequence', { name: speech.nameOf('sequence', String(body.sequence)) })
          : r('sayAllSequences');
      case 'Convert':
        return (
          listed(((body.into as { entity: string }[]) ?? []).map((target) => entityName(target.entity))) ||
          '…'
        );
      case 'SendMessage':
        return body.to || body.address
          ? [
              ...(body.to ? [peopleWords(speech, entity, body.to)] : []),
              ...(body.address ? [fieldLabel(speech, entity, String(body.address))] : []),
            ].join(r('and'))
          : body.connection
            ? r('theGroup')
            : '…';
      case 'Upsert':
        return entityName(body.entity);
      case 'Find':
        return [
          entityName(body.entity),
          foundWhere(speech, entity, body),
          ...(body.into ? [r('sayFindInto', { field: fieldLabel(speech, entity, String(body.into)) })] : []),
          ...(body.do
            ? [
                r('sayFindDo', {
                  steps: inside(stepsWords({ ...speech, outer: entity }, String(body.entity ?? ''), body.do)),
                }),
              ]
            : []),
        ].join('');
      case 'CreateLines':
        return r('sayLines', {
          from: aboutWords(speech, entity, body),
          to:
            body.into === undefined ? entityName(body.entity) : fieldLabel(speech, entity, String(body.into)),
        });
      case 'Tag':
      case 'Untag': {
        const field = entities[entity]?.schema.properties[String(body.field)]?.['x-dougong'];
        return (
          listed(
            list(body.tags).map(
              (tag) => text(field?.options?.find((each) => each.key === tag)?.label) || tag,
            ),
          ) || '…'
        );
      }
      case 'ForEach':
        return r('sayEach', {
          list: aboutWords(speech, entity, body),
          steps: inside(
            stepsWords({ ...speech, outer: entity }, listTarget(speech, entity, body.records), body.do),
          ),
        });
      case 'Branch': {
        const ways = (body.ways as { when: string; do: StepDocument[] }[] | undefined) ?? [];
        return inside(
          [
            ...ways.map((way, at) =>
              r('sayWay', {
                condition: speech.reading?.(entity, way.when) || way.when || '…',
                steps: stepsWords(speech, entity, way.do, Boolean(body.otherwise) || at < ways.length - 1),
              }),
            ),
            ...(body.otherwise
              ? [r('sayOtherwise', { steps: stepsWords(speech, entity, body.otherwise) })]
              : []),
          ].join(r('saySemicolon')),
        );
      }
      case 'Wait': {
        const [unit, amount] = Object.entries((body.for as Record<string, number>) ?? {})[0] ?? [];
        const how = unit
          ? r(`sayWait_${unit}` as 'sayWait_days', { count: amount })
          : r('sayWaitUntil', { moment: fieldLabel(speech, entity, String(body.until ?? '')) || '…' });
        const unless = body.unless as string | undefined;
        return unless
          ? bracketed(how, r('sayWaitUnless', { condition: speech.reading?.(entity, unless) || unless }))
          : how;
      }
      case 'Merge':
        return body.when ? r('sayMergeWhen') : '';
      case 'IssueCode':
        return fieldLabel(speech, entity, String(body.into ?? '')) || '…';
      case 'SignalFlow':
        return String(body.message ?? '') || '…';
      case 'Stop':
        return '';
      case 'Refuse':
      case 'Warn':
        return text(body.message as Localised) || '…';
      default:
        return String(body.connection ?? '') || '…';
    }
  })();
  return r(`say_${kind}` as 'say_Create', { what });
}
