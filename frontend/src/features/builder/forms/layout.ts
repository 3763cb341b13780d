/** The layout of a form as containers of items, wherever they stand: sections, tabs, steps, one in the other. Pure. */
import { newId } from '@/canvas/ids';
import { segments } from '@/canvas/pointers';
import type { EntityDocument, FormDocument, FormItem, FormNode, FormSection, Text } from '../draft/documents';
import { problemsOfRules } from './linkage';

type Titled = FormSection & { tab?: Text; step?: Text };
interface Grouped {
  tabs?: Titled[];
  steps?: Titled[];
}

export type Kind = 'section' | 'tab' | 'step';

export interface Container {
  /** Members that lead from the layout to the container: "0", "2/tabs/1"; "0/in/3" is a section inside one. */
  path: string;
  /** The container it stands in; null at the top. */
  parent: string | null;
  kind: Kind;
  title?: Text;
  columns: number;
  items: FormItem[];
}

export const isItem = (node: FormNode): node is FormItem => 'field' in node || 'text' in node;

/** What stands in a container comes in two parts, as it is drawn: items first, then sections and groups. */
function sorted(nodes: FormNode[]): FormNode[] {
  const inner = nodes.filter((node) => !isItem(node)).map(tidied);
  const next = [...nodes.filter(isItem), ...inner];
  return next.every((node, at) => node === nodes[at]) ? nodes : next;
}

function tidied(node: FormNode): FormNode {
  if (isItem(node)) return node;
  const holds = <Holder extends { items: FormNode[] }>(holder: Holder): Holder => {
    const items = sorted(holder.items);
    return items === holder.items ? holder : { ...holder, items };
  };
  const list = (parts: Titled[]): Titled[] => {
    const next = parts.map(holds);
    return next.every((part, at) => part === parts[at]) ? parts : next;
  };
  const { tabs, steps } = node as Grouped;
  if (tabs) return list(tabs) === tabs ? node : ({ ...node, tabs: list(tabs) } as FormNode);
  if (steps) return list(steps) === steps ? node : ({ ...node, steps: list(steps) } as FormNode);
  return (node as FormSection).items ? holds(node as FormSection) : node;
}

/** Loose items get a section of their own, so that every item has a container; items stand before inner parts. */
export function normalised(layout: FormDocument['layout']): FormDocument['layout'] {
  const whole = layout.map(tidied);
  if (!whole.some(isItem)) return whole.every((node, at) => node === layout[at]) ? layout : whole;
  const result: FormDocument['layout'] = [];
  let open: FormSection | null = null;
  for (const node of whole) {
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

/** All containers in the order in which they are drawn, an inner one behind the items of its outer one. */
export function containersOf(layout: FormDocument['layout']): Container[] {
  return containersIn(layout, '', null);
}

function containersIn(nodes: FormNode[], before: string, parent: string | null): Container[] {
  return nodes.flatMap((node, at): Container[] => {
    if (isItem(node)) return [];
    const path = `${before}${at}`;
    const { tabs, steps } = node as Grouped;
    const parts = (kind: Kind, list: Titled[]) =>
      list.flatMap((part, index) => containerOf(part, kind, `${path}/${kind}s/${index}`, parent));
    if (tabs) return parts('tab', tabs);
    if (steps) return parts('step', steps);
    return (node as FormSection).items ? containerOf(node as FormSection, 'section', path, parent) : [];
  });
}

function containerOf(node: Titled, kind: Kind, path: string, parent: string | null): Container[] {
  const own: Container = {
    path,
    parent,
    kind,
    title: node[kind],
    columns: node.columns ?? (kind === 'section' ? 1 : 2),
    items: node.items.filter(isItem),
  };
  return [own, ...containersIn(node.items, `${path}/in/`, path)];
}

/** What a path leads to in a layout. */
function resolve(form: FormDocument, path: string): unknown {
  let place: unknown = form.layout;
  for (const part of path === '' ? [] : path.split('/'))
    place = (place as Record<string, unknown> | undefined)?.[part === 'in' ? 'items' : part];
  return place;
}

/** The object that a container's path leads to. */
export function containerAt(form: FormDocument, path: string): Titled | undefined {
  return resolve(form, path) as Titled | undefined;
}

export const itemId = (container: string, at: number) => `${container}/items/${at}`;

/** Where a selected id stands in the document. */
export const pointerOf = (id: string) => `/layout/${id.replaceAll('/in/', '/items/')}`;

/** A selected id taken apart; an id without an item is a container. */
export function placeOf(id: string): { container: string; at: number } {
  const [container = '', at] = id.split('/items/');
  return { container, at: at === undefined ? -1 : Number(at) };
}

export const isItemId = (id: string) => placeOf(id).at >= 0;

/** The ids of all items, in the order of the form. */
export const itemIds = (containers: Container[]): string[] =>
  containers.flatMap(({ path, items }) => items.map((_, at) => itemId(path, at)));

/** The items of ids, in the order of the form. */
export function itemsAt(containers: Container[], ids: readonly string[]): FormItem[] {
  const wanted = new Set(ids);
  return containers.flatMap((container) =>
    container.items.filter((_, at) => wanted.has(itemId(container.path, at))),
  );
}

/** Change several items at once. */
export function changeItems(
  form: FormDocument,
  ids: readonly string[],
  recipe: (item: FormItem, container: Titled) => void,
): void {
  for (const id of ids) {
    const { container, at } = placeOf(id);
    const holder = containerAt(form, container);
    const item = holder?.items[at];
    if (holder && item && isItem(item)) recipe(item, holder);
  }
}

/** Take several items out at once. */
export function removeItems(form: FormDocument, ids: readonly string[]): void {
  const wanted = new Set(ids);
  for (const { path } of containersOf(form.layout)) {
    const container = containerAt(form, path);
    const rest = container?.items.filter((_, at) => !wanted.has(itemId(path, at)));
    if (container && rest && rest.length < container.items.length) container.items = rest;
  }
}

/** From the pointer of a problem to what can be selected; a rule is edited at the first item that it acts on. */
export function idOfPointer(form: FormDocument, pointer: string): string | null {
  const layout = normalised(form.layout);
  const parts = segments(pointer);
  if (parts[0] === 'linkage') {
    const acts = containersOf(layout).flatMap((container) =>
      container.items.flatMap((item, at) =>
        item.field && problemsOfRules(form, item.field, [{ pointer }]).length > 0
          ? [itemId(container.path, at)]
          : [],
      ),
    );
    return acts[0] ?? null;
  }
  if (parts[0] !== 'layout') return null;
  let found: string | null = null;
  let path = '';
  let nodes: FormNode[] = form.layout;
  for (let step = 1; step < parts.length;) {
    const at = Number(parts[step]);
    const node = nodes[at];
    if (!node) break;
    if (isItem(node)) return idOfItem(layout, node) ?? found;
    const group = node as Grouped & FormSection;
    const member = group.tabs ? 'tabs' : group.steps ? 'steps' : null;
    const index = Number(parts[step + 2] ?? 0);
    const holder = member ? group[member]?.[index] : group;
    if (!holder) break;
    found = member ? `${path}${at}/${member}/${index}` : `${path}${at}`;
    path = `${found}/in/`;
    nodes = holder.items ?? [];
    step += member ? 4 : 2;
  }
  return found;
}

function idOfItem(layout: FormDocument['layout'], item: FormItem): string | null {
  for (const { path, items } of containersOf(layout)) {
    const at = items.indexOf(item);
    if (at >= 0) return itemId(path, at);
  }
  return null;
}

/** A group of tabs or steps to begin with, each with a name of its own. */
export function newGroup(kind: 'tab' | 'step', name: Text): FormNode {
  const part = (at: number) => ({
    id: newId(),
    [kind]: { zh: `${name.zh} ${at}`, en: `${name.en} ${at}` },
    items: [],
  });
  return { [`${kind}s`]: [part(1), part(2)] } as unknown as FormNode;
}

/** A copy of a section or group that may stand beside the original: nothing in it has the same id. */
export function freshened<Node extends FormNode>(node: Node): Node {
  const copy = structuredClone(node) as Partial<FormSection> & Grouped;
  if (copy.id) copy.id = newId();
  for (const part of [...(copy.tabs ?? []), ...(copy.steps ?? [])]) Object.assign(part, freshened(part));
  if (copy.items) copy.items = copy.items.map((inner) => freshened(inner));
  return copy as Node;
}

/** A node without the fields that do not fit where it is pasted; what was left out is noted. */
export function fitting<Node extends FormNode>(
  node: Node,
  fits: (item: FormItem) => boolean,
  left: FormItem[],
): Node {
  const keep = (nodes: FormNode[]) =>
    nodes.flatMap((inner): FormNode[] => {
      if (!isItem(inner)) return [fitting(inner, fits, left)];
      if (fits(inner)) return [inner];
      left.push(inner);
      return [];
    });
  const { tabs, steps } = node as Grouped;
  const within = (parts: Titled[]) => parts.map((part) => ({ ...part, items: keep(part.items) }));
  if (tabs) return { ...node, tabs: within(tabs) };
  if (steps) return { ...node, steps: within(steps) };
  return 'items' in node && Array.isArray(node.items) ? { ...node, items: keep(node.items) } : node;
}

interface Part {
  list: unknown[];
  at: number;
  /** Where the list stands. */
  holder: string;
}

/** The list that a section, a tab or a step stands in, and its place there. */
function partAt(form: FormDocument, path: string): Part | null {
  const cut = path.lastIndexOf('/');
  const holder = cut < 0 ? '' : path.slice(0, cut);
  const list = resolve(form, holder);
  return Array.isArray(list) ? { list, at: Number(path.slice(cut + 1)), holder } : null;
}

const joined = (holder: string, at: number) => (holder === '' ? String(at) : `${holder}/${at}`);

/** The path of the group that a tab or step belongs to; of a section its own. */
const wholeOf = (path: string) => path.replace(/\/(?:tabs|steps)\/\d+$/, '');

/** Take out a section, a tab or a step; a group without any goes with its last. */
export function removePart(form: FormDocument, path: string): void {
  const part = partAt(form, path);
  part?.list.splice(part.at, 1);
  const group = wholeOf(path);
  if (part && group !== path && part.list.length === 0) removePart(form, group);
}

/** Move a section, a tab or a step among its like; gives the path where it ended up. */
export function movePart(form: FormDocument, path: string, by: -1 | 1): string {
  const part = partAt(form, path);
  const other = part?.list[part.at + by];
  if (!part || !other || isItem(other as FormNode)) return path;
  const [moved] = part.list.splice(part.at, 1);
  part.list.splice(part.at + by, 0, moved);
  return joined(part.holder, part.at + by);
}

/** Move a section, or a whole group, into the part before it; gives the path where it ended up. */
export function movePartIn(form: FormDocument, path: string): string {
  const whole = wholeOf(path);
  const part = partAt(form, whole);
  const before = part?.list[part.at - 1] as (FormSection & Grouped) | undefined;
  if (!part || !before || isItem(before)) return path;
  const member = before.tabs ? 'tabs' : before.steps ? 'steps' : null;
  const last = member ? (before[member]?.length ?? 0) - 1 : -1;
  const into = member ? before[member]?.[last] : before;
  if (!into) return path;
  const [moved] = part.list.splice(part.at, 1);
  into.items.push(moved as FormNode);
  const holder = joined(part.holder, part.at - 1) + (member ? `/${member}/${last}` : '');
  return `${holder}/in/${into.items.length - 1}${path.slice(whole.length)}`;
}

/** Move a section, or a whole group, out of the container it stands in, behind it; gives the path where it ended up. */
export function movePartOut(form: FormDocument, path: string): string {
  const whole = wholeOf(path);
  const cut = whole.lastIndexOf('/in/');
  if (cut < 0) return path;
  const outer = wholeOf(whole.slice(0, cut));
  const part = partAt(form, whole);
  const target = partAt(form, outer);
  if (!part || !target) return path;
  const [moved] = part.list.splice(part.at, 1);
  target.list.splice(target.at + 1, 0, moved);
  return joined(target.holder, target.at + 1) + path.slice(whole.length);
}

/** Another tab or step behind one; gives its path. */
export function addPart(form: FormDocument, path: string, kind: 'tab' | 'step', name: Text): string {
  const part = partAt(form, path);
  if (!part) return path;
  part.list.splice(part.at + 1, 0, { id: newId(), [kind]: name, items: [] });
  return joined(part.holder, part.at + 1);
}

/**
 * Put a section or group where the selection stands: inside a tab or a step, behind a section; at the end when nothing
 * is selected. Gives its path.
 */
export function insertPart(form: FormDocument, beside: Container | undefined, node: FormNode): string {
  const into = beside && beside.kind !== 'section' ? beside.path : undefined;
  if (into !== undefined) {
    const items = containerAt(form, into)?.items ?? [];
    items.push(node);
    return `${into}/in/${items.length - 1}`;
  }
  const part = beside ? partAt(form, beside.path) : null;
  if (!part) {
    form.layout.push(node);
    return String(form.layout.length - 1);
  }
  part.list.splice(part.at + 1, 0, node);
  return joined(part.holder, part.at + 1);
}

export function insertItem(form: FormDocument, container: string, at: number, item: FormItem): void {
  form.layout = normalised(form.layout);
  containerAt(form, container)?.items.splice(at, 0, item);
}

/** Move items before another place, in the order of the form; gives the places where they ended up. */
export function moveItems(
  form: FormDocument,
  ids: readonly string[],
  container: string,
  at: number,
): string[] {
  const ordered = itemIds(containersOf(form.layout)).filter((id) => ids.includes(id));
  const target = containerAt(form, container)?.items;
  if (!target || ordered.length === 0) return [...ids];
  const stays = (node: FormNode, index: number) =>
    !(isItem(node) && ordered.includes(itemId(container, index)));
  const behind = target.findIndex((node, index) => index >= at && stays(node, index));
  const after = behind < 0 ? 0 : target.filter((node, index) => index >= behind && stays(node, index)).length;
  const moved = itemsAt(containersOf(form.layout), ordered).map((item) => ({ ...item }));
  removeItems(form, ordered);
  // What was behind the place is still behind it; items stand before inner parts.
  const list = containerAt(form, container)?.items ?? [];
  const inner = list.findIndex((node) => !isItem(node));
  const place = Math.min(list.length - after, inner < 0 ? list.length : inner);
  list.splice(place, 0, ...moved);
  return moved.map((_, index) => itemId(container, place + index));
}

/** Move an item before another place; gives the place where it ended up. */
export const moveItem = (form: FormDocument, from: string, container: string, at: number): string =>
  moveItems(form, [from], container, at)[0] ?? from;

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
  'rich_text',
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

/** A new form, of all fields if it is to be filled: what is computed stands on it too, to be read. */
export function newForm(key: string, name: Text, entity: EntityDocument, filled: boolean): FormDocument {
  const fields = filled
    ? Object.entries(entity.schema.properties)
        .filter(([, field]) => field['x-dougong'].type !== 'hidden')
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
