/** A public form of the draft as the page of a visitor describes it. */
import type { FormDescription, LinkageRule, PublicField, PublicFormDescription } from '@/api/types';
import type { EntityDocument, FormDocument, FormItem, PublicDocument, Text } from '../draft/documents';
import { QUESTIONS } from '@/public/questions';
import { firstState } from '../data/entityChanges';
import { fieldKind } from '../data/fieldKinds';

/** What a question needs of its field: limits of its schema, and settings. */
const SAID = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'];
const SET = [
  'minimum',
  'maximum',
  'precision',
  'step',
  'currency',
  'unit',
  'source',
  'suggestions',
  'accept',
];

type Element = Partial<FormItem> & {
  section?: Text;
  tab?: Text;
  step?: Text;
  items?: Element[];
  tabs?: Element[];
  steps?: Element[];
};

function itemsOf(layout: Element[]): Element[] {
  return layout.flatMap((element) => [
    ...(element.field === undefined ? [] : [element]),
    ...itemsOf([...(element.items ?? []), ...(element.tabs ?? []), ...(element.steps ?? [])]),
  ]);
}

/** The layout as sections of one column: a phone has no room for more. */
function sectionsOf(
  layout: Element[],
  offered: Set<string>,
  step: number | null = null,
): PublicFormDescription['sections'] {
  return layout.flatMap((element) => {
    const items = element.items ?? [];
    const own = element.field === undefined ? items : [element];
    const fields = own.flatMap(({ field }) => (field !== undefined && offered.has(field) ? [field] : []));
    return [
      ...(fields.length > 0
        ? [{ title: element.section ?? element.step ?? element.tab ?? null, fields, step }]
        : []),
      ...sectionsOf(element.tabs ?? [], offered, step),
      ...(element.steps ?? []).flatMap((one, at) => sectionsOf([one], offered, at)),
      ...sectionsOf(
        items.filter((item) => item.field === undefined),
        offered,
        step,
      ),
    ];
  });
}

const some = (given: object, names: string[]) =>
  Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));

/** The states in which a record may begin, all when none are named; `alone` when it begins in its first anyway. */
function startsOf(entity: EntityDocument) {
  const first = firstState(entity);
  const start = entity.states?.start ?? [];
  const states = new Set(first === undefined ? start : [first, ...start]);
  return { states, alone: first !== undefined && states.size === 1 };
}

function question(
  key: string,
  item: Element | undefined,
  entity: EntityDocument,
  choices: NonNullable<PublicDocument['choices']>,
  currency: string,
): PublicField | null {
  const field = entity.schema.properties[key];
  const settings = field?.['x-dougong'];
  if (!field || !settings || field.readOnly || fieldKind(settings.type)?.computed) return null;
  const kind = QUESTIONS[settings.type];
  const chosen = choices[key];
  const begins = entity.states?.field === key ? startsOf(entity) : null;
  if (begins?.alone) return null;
  if (!kind || (kind.chosen && !chosen)) return null;
  return {
    key,
    type: settings.type,
    label: item?.label ?? settings.label,
    required: entity.schema.required?.includes(key) ?? false,
    help: item?.help ?? null,
    placeholder: item?.placeholder ?? null,
    settings: {
      ...(currency && settings.type === 'money' ? { currency } : {}),
      ...some(field, SAID),
      ...some(settings, SET),
      ...(field.type === 'integer' ? { precision: 0 } : {}),
    } as PublicField['settings'],
    options: (settings.options ?? [])
      .filter((option) => !begins?.states.size || begins.states.has(option.key))
      .map((option) => ({ key: option.key, label: option.label, parent: option.parent ?? '' })),
    choice: kind.chosen ? (chosen?.search ? 'search' : 'list') : null,
  };
}

/** Of a rule what concerns a visitor: what it does to the fields that he is offered. */
function rulesOf(rule: LinkageRule, offered: Set<string>): PublicFormDescription['linkage'][number] {
  const own = (keys: string[]) => keys.filter((key) => offered.has(key));
  const among = <Value>(values: Record<string, Value>) =>
    Object.fromEntries(Object.entries(values).filter(([key]) => offered.has(key)));
  return {
    when: rule.when,
    show: own(rule.show),
    hide: own(rule.hide),
    require: own(rule.require),
    lock: own(rule.lock),
    set: among(rule.set),
    offer: among(rule.offer),
    refuse: rule.refuse,
    warn: rule.warn,
  };
}

export function describePublic(
  form: FormDocument,
  described: FormDescription,
  entity: EntityDocument,
  currency = '',
): PublicFormDescription {
  const settings = form.public ?? {};
  const layout = form.layout as Element[];
  const items = new Map(itemsOf(layout).map((item) => [String(item.field), item]));
  const keys = settings.fields?.length ? settings.fields : [...items.keys()];
  const fields = keys.flatMap(
    (key) => question(key, items.get(key), entity, settings.choices ?? {}, currency) ?? [],
  );
  const offered = new Set(fields.map((field) => field.key));
  return {
    name: settings.title ?? form.name,
    description: settings.description ?? null,
    organisation: '',
    language: 'en',
    fields,
    sections: sectionsOf(layout, offered),
    asks: false,
    linkage: described.linkage.map((rule) => rulesOf(rule, offered)),
    settings: {},
    clock: { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, holidays: [], workdays: [] },
    prefill: [],
    source: [],
    consent: settings.consent ?? null,
    proof: false,
    once: Boolean(settings.once),
    start: '',
  };
}
