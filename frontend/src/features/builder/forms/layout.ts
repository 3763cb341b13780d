/** The layout of a form as containers of items, wherever they stand: sections, tabs, steps. Pure. */
import { newId } from '@/canvas/ids';
import { segments } from '@/canvas/pointers';
import type {
  EntityDocument,
  FormDocument,
  FormItem,
  FormSection,
  LinkageDocument,
  Sources,
  Text,
} from '../draft/documents';

interface Grouped {
  tabs?: { id?: string; tab: Text; columns?: number; items: FormItem[] }[];
  steps?: { id?: string; step: Text; columns?: number; items: FormItem[] }[];
}
type Node = FormSection | FormItem | (FormSection & Grouped);

export interface Container {
  /** Members that lead from the layout to the container: "0", "2/tabs/1". */
  path: string;
  kind: 'section' | 'tab' | 'step';
  title?: Text;
  columns: number;
  items: FormItem[];
}

const isItem = (node: Node): node is FormItem => 'field' in node || 'text' in node;

/** Loose items get a section of their own, so that every item has a container. */
export function normalised(layout: FormDocument['layout']): FormDocument['layout'] {
  if (!layout.some(isItem)) return layout;
  const result: FormDocument['layout'] = [];
  let open: FormSection | null = null;
  for (const node of layout) {
    if (isItem(node)) {
      if (!open) result.push((open = { columns: 2, items: [] }));
      open.items = [...open.items, node];
    } else {
      open = null;
      result.push(node);
    }
  }
  return result;
}

export function containersOf(layout: FormDocument['layout']): Container[] {
  return layout.flatMap((node, at): Container[] => {
    const group = node as Grouped;
    if (group.tabs)
      return group.tabs.map((tab, index) => ({
        path: `${at}/tabs/${index}`,
        kind: 'tab',
        title: tab.tab,
        columns: tab.columns ?? 2,
        items: tab.items,
      }));
    if (group.steps)
      return group.steps.map((step, index) => ({
        path: `${at}/steps/${index}`,
        kind: 'step',
        title: step.step,
        columns: step.columns ?? 2,
        items: step.items,
      }));
    const section = node as FormSection;
    return section.items
      ? [
          {
            path: String(at),
            kind: 'section',
            title: section.section,
            columns: section.columns ?? 1,
            items: section.items,
          },
        ]
      : [];
  });
}

/** The object that a container's path leads to. */
export function containerAt(
  form: FormDocument,
  path: string,
): (FormSection & { tab?: Text; step?: Text }) | undefined {
  let place: unknown = form.layout;
  for (const part of path.split('/')) place = (place as Record<string, unknown> | undefined)?.[part];
  return place as FormSection | undefined;
}

export const itemId = (container: string, at: number) => `${container}/items/${at}`;

/** A selected id taken apart; an id without an item is a container. */
export function placeOf(id: string): { container: string; at: number } {
  const [container = '', at] = id.split('/items/');
  return { container, at: at === undefined ? -1 : Number(at) };
}

export const isItemId = (id: string) => placeOf(id).at >= 0;

/** The items of ids, in the order of the form. */
export function itemsAt(containers: Container[], ids: readonly string[]): FormItem[] {
  const wanted = new Set(ids);
  return containers.flatMap((container) =>
    container.items.filter((_, at) => wanted.has(itemId(container.path, at))),
  );
}

/** Take several items out at once. */
export function removeItems(form: FormDocument, ids: readonly string[]): void {
  const wanted = new Set(ids);
  for (const { path } of containersOf(form.layout)) {
    const container = containerAt(form, path);
    if (container) container.items = container.items.filter((_, at) => !wanted.has(itemId(path, at)));
  }
}

/** From the pointer of a problem to what can be selected; a rule is edited at the first item that it acts on. */
export function idOfPointer(form: FormDocument, pointer: string): string | null {
  if (segments(pointer)[0] === 'linkage') {
    const acts = containersOf(normalised(form.layout)).flatMap((container) =>
      container.items.flatMap((item, at) =>
        item.field && problemsOfRules(form, item.field, [{ pointer }]).length > 0
          ? [itemId(container.path, at)]
          : [],
      ),
    );
    return acts[0] ?? null;
  }
  const found = /^\/layout\/((?:\d+)(?:\/(?:tabs|steps)\/\d+)?)(?:\/items\/(\d+))?/.exec(pointer);
  if (!found?.[1]) return null;
  return found[2] === undefined ? found[1] : itemId(found[1], Number(found[2]));
}

/** A group of tabs or steps to begin with, each with a name of its own. */
export function newGroup(kind: 'tab' | 'step', name: Text): FormSection {
  const part = (at: number) => ({
    id: newId(),
    [kind]: { zh: `${name.zh} ${at}`, en: `${name.en} ${at}` },
    items: [],
  });
  return { [`${kind}s`]: [part(1), part(2)] } as unknown as FormSection;
}

interface Part {
  list: unknown[];
  at: number;
}

/** The list that a section, a tab or a step stands in, and its place there. */
function partAt(form: FormDocument, path: string): Part | null {
  const [element = '', member, at] = path.split('/');
  if (member === undefined) return { list: form.layout, at: Number(element) };
  const group = form.layout[Number(element)] as Grouped | undefined;
  const list = member === 'tabs' ? group?.tabs : member === 'steps' ? group?.steps : undefined;
  return list ? { list, at: Number(at) } : null;
}

/** Take out a section, a tab or a step; a group without any goes with its last. */
export function removePart(form: FormDocument, path: string): void {
  const part = partAt(form, path);
  part?.list.splice(part.at, 1);
  if (part && part.list !== form.layout && part.list.length === 0)
    form.layout.splice(Number(path.split('/')[0]), 1);
}

/** Move a section, a tab or a step among its like; gives the path where it ended up. */
export function movePart(form: FormDocument, path: string, by: -1 | 1): string {
  const part = partAt(form, path);
  if (!part || part.at + by < 0 || part.at + by >= part.list.length) return path;
  const [moved] = part.list.splice(part.at, 1);
  part.list.splice(part.at + by, 0, moved);
  return [...path.split('/').slice(0, -1), String(part.at + by)].join('/');
}

/** Another tab or step behind one; gives its path. */
export function addPart(form: FormDocument, path: string, kind: 'tab' | 'step', name: Text): string {
  const part = partAt(form, path);
  if (!part) return path;
  part.list.splice(part.at + 1, 0, { id: newId(), [kind]: name, items: [] });
  return [...path.split('/').slice(0, -1), String(part.at + 1)].join('/');
}

export function insertItem(form: FormDocument, container: string, at: number, item: FormItem): void {
  form.layout = normalised(form.layout);
  containerAt(form, container)?.items.splice(at, 0, item);
}

/** Move an item before another place; gives the place where it ended up. */
export function moveItem(form: FormDocument, from: string, container: string, at: number): string {
  const source = placeOf(from);
  const items = containerAt(form, source.container)?.items;
  const target = containerAt(form, container)?.items;
  if (!items || !target) return from;
  const [item] = items.splice(source.at, 1);
  if (!item) return from;
  const place = items === target && source.at < at ? at - 1 : at;
  target.splice(Math.min(place, target.length), 0, item);
  return itemId(container, Math.min(place, target.length - 1));
}

/** One step up or down, over the borders of containers. */
export function stepTarget(
  containers: Container[],
  id: string,
  by: -1 | 1,
): { container: string; at: number } | null {
  const { container, at } = placeOf(id);
  const index = containers.findIndex((each) => each.path === container);
  const here = containers[index];
  if (!here) return null;
  if (by === -1 && at > 0) return { container, at: at - 1 };
  if (by === 1 && at < here.items.length - 1) return { container, at: at + 2 };
  const next = containers[index + by];
  return next ? { container: next.path, at: by === 1 ? 0 : next.items.length } : null;
}

export function placedFields(containers: Container[]): Set<string> {
  return new Set(
    containers.flatMap((container) => container.items.flatMap((item) => (item.field ? [item.field] : []))),
  );
}

const WIDE = new Set([
  'long_text',
  'sub_table',
  'attachment',
  'image',
  'signature',
  'audio',
  'json',
  'location',
  'address',
]);

/** Says whether fields of a type take the whole width of their section. */
export const isWide = (type: string) => WIDE.has(type);

export function newItem(entity: EntityDocument, key: string, columns: number): FormItem {
  const type = entity.schema.properties[key]?.['x-dougong'].type ?? '';
  return { field: key, ...(WIDE.has(type) && columns > 1 ? { span: columns } : {}) };
}

export function newForm(key: string, name: Text, entity: EntityDocument, filled: boolean): FormDocument {
  const fields = filled
    ? Object.entries(entity.schema.properties)
        .filter(([, field]) => !field.readOnly && field['x-dougong'].type !== 'hidden')
        .map(([field]) => newItem(entity, field, 2))
    : [];
  return {
    format: 1,
    id: newId(),
    key,
    name,
    entity: entity.key,
    layout: [{ id: newId(), section: entity.name, columns: 2, items: fields }],
  };
}

// ── linkage ───────────────────────────────────────────────────────────────
export type Effect = 'show' | 'hide' | 'require' | 'lock';

/** The condition under which a field has an effect; undefined when it has none. */
export function effectOf(form: FormDocument, field: string, effect: Effect): string | undefined {
  return form.linkage?.[ruleOf(form, field, effect)]?.when;
}

/** The number of the rule that has an effect on a field; -1 where none has. */
export function ruleOf(form: FormDocument, field: string, effect: Effect): number {
  return form.linkage?.findIndex((rule) => rule[effect]?.includes(field)) ?? -1;
}

const DOINGS = [
  'show',
  'hide',
  'require',
  'lock',
  'set',
  'offer',
  'pick',
  'refuse',
  'warn',
] as const satisfies readonly (keyof LinkageDocument)[];

const nothing = (rule: LinkageDocument) => DOINGS.every((doing) => rule[doing] === undefined);

export function setEffect(form: FormDocument, field: string, effect: Effect, when: string | undefined): void {
  const rules = form.linkage ?? [];
  for (const rule of rules) {
    const rest = rule[effect]?.filter((each) => each !== field);
    if (rest?.length) rule[effect] = rest;
    else delete rule[effect];
  }
  if (when) {
    const same = rules.find((rule) => rule.when === when);
    if (same) same[effect] = [...(same[effect] ?? []), field];
    else rules.push({ id: newId(), when, [effect]: [field] });
  }
  keep(form, rules);
}

export interface Setting {
  rule: number;
  when?: string;
  value: string;
}

export function settingsOf(form: FormDocument, field: string): Setting[] {
  return (form.linkage ?? []).flatMap((rule, at) =>
    rule.set && field in rule.set ? [{ rule: at, when: rule.when, value: rule.set[field] ?? '' }] : [],
  );
}

export function addSetting(form: FormDocument, field: string): void {
  (form.linkage ??= []).push({ id: newId(), set: { [field]: '' } });
}

export function changeSetting(
  form: FormDocument,
  field: string,
  at: number,
  change: { when?: string; value?: string } | null,
): void {
  const rules = form.linkage ?? [];
  const rule = rules[at];
  if (!rule?.set) return;
  if (change === null) {
    delete (rule.set as Sources)[field];
    if (Object.keys(rule.set).length === 0) delete rule.set;
  } else {
    if (change.value !== undefined) rule.set[field] = change.value;
    if ('when' in change) {
      if (change.when) rule.when = change.when;
      else delete rule.when;
    }
  }
  keep(form, rules);
}

function keep(form: FormDocument, rules: LinkageDocument[]): void {
  const left = rules.filter((rule) => !nothing(rule));
  if (left.length) form.linkage = left;
  else delete form.linkage;
}

function actsOn(rule: LinkageDocument, field: string): boolean {
  const named = [rule.show, rule.hide, rule.require, rule.lock].some((keys) => keys?.includes(field));
  const keyed = [rule.set, rule.offer, rule.pick].some((values) => values !== undefined && field in values);
  return named || keyed || rule.refuse?.field === field || rule.warn?.field === field;
}

// ── rules one by one: narrowed choices, pickers, what is said ──────────────
export type Narrowing = 'offer' | 'pick';
export type Saying = 'refuse' | 'warn';

/** The rules that narrow a field, by their numbers. */
export function narrowingsOf(form: FormDocument, field: string, how: Narrowing): number[] {
  return (form.linkage ?? []).flatMap((rule, at) => (rule[how] && field in rule[how] ? [at] : []));
}

/** The rules that say something at a field, or (without one) about the whole. */
export function sayingsOf(form: FormDocument, field: string | undefined): { at: number; how: Saying }[] {
  return (form.linkage ?? []).flatMap((rule, at) =>
    (['refuse', 'warn'] as const).flatMap((how) =>
      rule[how] && rule[how].field === field ? [{ at, how }] : [],
    ),
  );
}

export function addRule(form: FormDocument, rule: Omit<LinkageDocument, 'id'>): void {
  (form.linkage ??= []).push({ id: newId(), ...rule });
}

/** Change one rule; one that does nothing any more is taken out. */
export function changeRule(form: FormDocument, at: number, recipe: (rule: LinkageDocument) => void): void {
  const rules = form.linkage ?? [];
  const rule = rules[at];
  if (!rule) return;
  recipe(rule);
  for (const how of ['offer', 'pick'] as const)
    if (rule[how] && Object.keys(rule[how]).length === 0) delete rule[how];
  keep(form, rules);
}

export function setWhen(rule: LinkageDocument, when: string | undefined): void {
  if (when) rule.when = when;
  else delete rule.when;
}

/** What a chosen record fills in; nothing takes it away. */
export function setFill(
  form: FormDocument,
  field: string,
  set: Sources | undefined,
  keepThere?: boolean,
  'rich_text',
): void {
  const others = form.fill?.filter((fill) => fill.field !== field) ?? [];
  const before = form.fill?.find((fill) => fill.field === field);
  const next = set && Object.keys(set).length > 0 ? { id: newId(), ...before, field, set } : undefined;
  if (next && keepThere !== undefined) {
    if (keepThere) next.keep = true;
    else delete next.keep;
  }
  const all = next ? [...others, next] : others;
  if (all.length > 0) form.fill = all;
  else delete form.fill;
}

export function hasRules(form: FormDocument, field: string): boolean {
  return (form.linkage ?? []).some((rule) => actsOn(rule, field));
}

/** Of the problems of a form, those of the rules that act on a field. */
export function problemsOfRules<Found extends { pointer: string }>(
  form: FormDocument,
  field: string,
  problems: Found[],
): Found[] {
  return problems.filter(({ pointer }) => {
    const [part, at, member, key] = segments(pointer);
    const rule = part === 'linkage' ? form.linkage?.[Number(at)] : undefined;
    if (!rule || !actsOn(rule, field)) return false;
    // What a value is wrong about concerns the field that gets it alone.
    return member !== 'set' || key === undefined || key === field;
  });
}
