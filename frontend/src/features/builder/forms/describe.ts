/** The draft's documents as the run-time description that the real form is drawn from. */
import type {
  AppDescription,
  EntityDescription,
  FieldDescription,
  FormDescription,
  FormulaTree,
  LayoutNode,
} from '@/api/types';
import { parseExpression } from '@/expressions';
import type { Name } from '@/expressions';
import type {
  AppDocument,
  EntityDocument,
  FieldDocument,
  FormDocument,
  FormVariantDocument,
  RemarkDocument,
  RoleDocument,
} from '../draft/documents';
import { fieldKind } from '../data/fieldKinds';
import { kindOf, systemNames } from '../expression/names';

const FORMULA_TYPES: Record<string, string> = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  option: 'text',
  options: 'list',
  person: 'record',
  department: 'record',
  record: 'record',
  list: 'list',
  time: 'time',
  parts: 'record',
  tree: 'list',
  regions: 'list',
  other: 'text',
};

function describeField(
  key: string,
  field: FieldDocument,
  required: boolean,
  currency: string,
): FieldDescription {
  const { id, type, label, options, help, ...settings } = field['x-dougong'];
  return {
    key,
    id,
    type,
    label,
    required,
    help: help ?? null,
    widget: null,
    system: false,
    read_only: Boolean(field.readOnly) || Boolean(fieldKind(type)?.computed),
    readable: true,
    writable: !field.readOnly,
    changeable: !field.readOnly,
    operators: [],
    formula_type: FORMULA_TYPES[kindOf(field)] ?? 'text',
    options: (options ?? []).map((option) => ({ ...option, colour: option.colour ?? null })),
    settings: {
      currency,
      ...(settings as FieldDescription['settings']),
      minLength: field.minLength,
      maxLength: field.maxLength,
      default: field.default,
    },
  };
}

/** The type of a field that the platform keeps of every record. */
export const systemType = ({ kind }: Pick<Name, 'kind'>) => (kind === 'person' ? 'member' : kind);
/** Those of them that people may give. */
const GIVEN = new Set(['owner', 'department']);

function systemFields(currency: string): FieldDescription[] {
  return systemNames().map(({ path, label, kind }) => {
    const type = systemType({ kind });
    const document = { readOnly: !GIVEN.has(path), 'x-dougong': { id: path, type, label } } as FieldDocument;
    return { ...describeField(path, document, false, currency), system: true };
  });
}

export function describeEntity(
  entity: EntityDocument,
  currency: string,
  form?: FormDescription,
): EntityDescription {
  return {
    key: entity.key,
    id: entity.id,
    name: entity.name,
    title: entity.title,
    parent: entity.parent ?? null,
    actions: ['see', 'create', 'change'],
    fields: [
      ...Object.entries(entity.schema.properties).map(([key, field]) =>
        describeField(key, field, entity.schema.required?.includes(key) ?? false, currency),
      ),
      ...systemFields(currency),
    ],
    // A preview only begins records: which states follow is not asked of it.
    states: entity.states
      ? {
          field: entity.states.field,
          initial: entity.states.initial ?? null,
          start: entity.states.start ?? [],
          transitions: [],
          stages: {},
        }
      : null,
    related: [],
    forms: form ? [form] : [],
    views: [],
    buttons: [],
    defaults: {},
    expressions: {},
    icon: null,
    scored: false,
    pooled: false,
    sequences: [],
    duplicates: null,
  };
}

/** An entity as the grants of one role show it: what it may not read is left out, what it may not write is closed. */
export function seenBy(entity: EntityDescription, role: RoleDocument | undefined): EntityDescription {
  if (!role) return entity;
  const grants = role.grants.filter((grant) => grant.entity === entity.key);
  const names = (lists: (string[] | '*' | undefined)[]) => ({
    all: lists.includes('*'),
    some: new Set(lists.flatMap((list) => (Array.isArray(list) ? list : []))),
  });
  // A grant that says nothing of fields is of all.
  const read = names(grants.map(({ fields }) => (fields ? fields.read : '*')));
  const write = names(grants.map(({ fields }) => (fields ? fields.write : '*')));
  const hidden = names(grants.map(({ fields }) => fields?.hide)).some;
  const has = ({ all, some }: typeof read, key: string) => (all || some.has(key)) && !hidden.has(key);
  const fields = entity.fields.flatMap((field) => {
    const writable = field.writable && has(write, field.key);
    return writable || field.system || has(read, field.key)
      ? [{ ...field, writable, changeable: writable }]
      : [];
  });
  return { ...entity, fields };
}

export function describeApp(
  app: string,
  document: AppDocument | undefined,
  entities: Record<string, EntityDocument>,
  currency: string,
  calendar: AppDescription['calendar'],
): AppDescription {
  return {
    key: app,
    name: document?.name ?? { en: app },
    version: 0,
    menu: [],
    home: [],
    calendar,
    settings: Object.fromEntries(
      (document?.settings ?? []).map((setting) => [setting.key, setting.default ?? null]),
    ),
    entities: Object.fromEntries(
      Object.values(entities).map((entity) => [entity.key, describeEntity(entity, currency)]),
    ),
    dashboards: [],
    flows: [],
    forms_public: [],
    forms_shared: [],
  };
}

const remark = (said: RemarkDocument | undefined) =>
  said ? { text: said.text, field: said.field ?? null } : null;

export const describeVariant = (one: FormVariantDocument): FormDescription['variants'][number] => ({
  key: one.key,
  name: one.name ?? { en: one.key },
  device: one.device ?? null,
  hide: one.hide ?? [],
  require: one.require ?? [],
  lock: one.read ?? [],
});

/** The form with its expressions parsed, so that rules act in the preview as they will in use. */
export async function describeForm(app: string, form: FormDocument): Promise<FormDescription> {
  const tree = async (text: string): Promise<FormulaTree | null> =>
    text.trim()
      ? (await parseExpression({ app, entity: form.entity, text, context: 'linkage', draft: true })).tree
      : null;
  const trees = async (sources: Record<string, string> | undefined) => {
    const found: Record<string, FormulaTree> = {};
    for (const [key, text] of Object.entries(sources ?? {})) {
      const parsed = await tree(text);
      if (parsed) found[key] = parsed;
    }
    return found;
  };
  const always = await tree('TRUE');
  const linkage: FormDescription['linkage'] = [];
  for (const rule of form.linkage ?? []) {
    const when = rule.when ? await tree(rule.when) : always;
    if (when)
      linkage.push({
        when,
        show: rule.show ?? [],
        hide: rule.hide ?? [],
        require: rule.require ?? [],
        lock: rule.lock ?? [],
        set: await trees(rule.set),
        offer: rule.offer ?? {},
        pick: rule.pick ?? {},
        refuse: remark(rule.refuse),
        warn: remark(rule.warn),
      });
  }
  return {
    key: form.key,
    id: form.id,
    name: form.name,
    default: true,
    layout: form.layout as LayoutNode[],
    linkage,
    fill: await Promise.all(
      (form.fill ?? []).map(async ({ field, set, keep }) => ({ field, set: await trees(set), over: !keep })),
    ),
    clear_hidden: form.clear_hidden ?? [],
    variants: (form.variants ?? []).map(describeVariant),
    defaults: await trees(form.defaults),
  };
}
