/** Copy and paste of items and parts of forms, with the rules that act on their fields. */
import { copiedAlong, copyItems } from '@/canvas/clipboard';
import { newId } from '@/canvas/ids';
import { holdsSeveral } from '@/fields/labels';
import { listed, sentences } from '@/i18n/lists';
import { toast } from '@/ui/toast';
import type { EntityDocument, FormDocument, FormItem, FormNode } from '../draft/documents';
import { systemNames } from '../expression/names';
import { words } from '../words';
import { carriedFrom, carryInto } from './carried';
import type { Carried, Known, LeftOut } from './carried';
import {
  containersOf,
  fitting,
  freshened,
  insertItem,
  insertPart,
  isItem,
  itemId,
  placedFields,
} from './layout';
import type { Container } from './layout';
import { pasteWords } from './pasteWords';

type Part = FormNode & { tab?: object; step?: object };

/** Keep a section, or items, for another place; the rules that act on their fields go along. */
export function keep(form: FormDocument, items: FormNode[], section: boolean): void {
  copyItems(section ? 'form-section' : 'form-item', items, carriedFrom(form, fieldsIn(items)));
  toast(items.length > 1 ? pasteWords.say('copiedMany', { count: items.length }) : words.say('copied'));
}

export interface PasteInto {
  entity: EntityDocument;
  containers: Container[];
  /** What is selected: a container, and the number of the item in it, below 0 without. */
  container: Container | undefined;
  at: number;
  text: (label: FormItem['label']) => string;
  lay: (recipe: (draft: FormDocument) => string[]) => void;
}

/** Put what was copied, a part or items, beside what is selected, and say what fitted. */
export function paste(copied: FormNode[], into: PasteInto): void {
  const { entity, containers, text } = into;
  const parts = copied.filter((node) => !isItem(node)) as Part[];
  const along = copiedAlong(parts.length > 0 ? 'form-section' : 'form-item') as Carried | undefined;
  const placed = placedFields(containers);
  const isOwn = (key: string) =>
    key in entity.schema.properties || systemNames().some((each) => each.path === key);
  const fits = ({ field }: FormItem) => !field || (isOwn(field) && !placed.has(field));
  const left: FormItem[] = [];
  const items = copied.filter(isItem).filter((item) => fits(item) || (left.push(item), false));
  const sections = parts.map((part) => asSection(freshened(fitting(part, fits, left))));
  const known: Known = {
    has: (name) => isOwn(name) || (name === 'parent' && entity.parent !== undefined),
    isList: (name) => isList(entity.schema.properties[name]?.['x-dougong'].type ?? ''),
  };
  let before = 0;
  let after = 0;
  let rules: LeftOut = { rules: 0, names: [] };
  into.lay((draft) => {
    const ended = put(draft, into, items, sections);
    before = rulesOf(draft);
    if (along) rules = carryInto(draft, along, fieldsIn([...items, ...sections]), known);
    after = rulesOf(draft);
    return ended;
  });
  const twice = left.filter(({ field }) => field && isOwn(field)).length;
  const lost = left.flatMap(({ field, label }) => (field && !isOwn(field) ? [text(label) || field] : []));
  const pasted = items.length + sections.length;
  const said = [
    pasted > 0 && words.say('pasted', { count: pasted }),
    after > before && pasteWords.say('rulesCame', { count: after - before }),
    twice > 0 && pasteWords.say('pastedSome', { count: twice }),
    lost.length > 0 && pasteWords.say('pastedLost', { fields: listed(lost) }),
    rules.rules > 0 &&
      pasteWords.say('rulesLeft', {
        count: rules.rules,
        names: listed(rules.names.map((name) => `“${name}”`)),
      }),
  ];
  toast(sentences(said.map((one) => one || null)), { long: lost.length + rules.rules > 0 });
}

/** A field that is a list of records: further arguments of a function speak of each. */
const isList = (type: string) => type === 'sub_table' || holdsSeveral(type);

const rulesOf = ({ linkage = [], fill = [] }: FormDocument) => linkage.length + fill.length;

function fieldsIn(nodes: FormNode[]): Set<string> {
  const loose = nodes.flatMap((node) => (isItem(node) && node.field ? [node.field] : []));
  return new Set([...loose, ...placedFields(containersOf(nodes))]);
}

function put(
  draft: FormDocument,
  { container, at }: PasteInto,
  items: FormItem[],
  sections: FormNode[],
): string[] {
  let ended: string[] = [];
  for (const section of sections) ended = [insertPart(draft, container, section)];
  if (items.length > 0) {
    if (!container && containersOf(draft.layout).length === 0)
      draft.layout.push({ id: newId(), columns: 2, items: [] });
    const path = container?.path ?? containersOf(draft.layout).at(-1)?.path ?? '0';
    const count = containersOf(draft.layout).find((each) => each.path === path)?.items.length ?? 0;
    const first = at >= 0 ? at + 1 : count;
    items.forEach((item, index) => insertItem(draft, path, first + index, item));
    ended = items.map((_, index) => itemId(path, first + index));
  }
  return ended;
}

/** A tab or a step that is pasted becomes a section. */
function asSection({ tab, step, ...rest }: Part): FormNode {
  if (isItem(rest as FormNode)) return rest as FormNode;
  const title = tab ?? step;
  return title ? ({ ...rest, section: title } as FormNode) : (rest as FormNode);
}
