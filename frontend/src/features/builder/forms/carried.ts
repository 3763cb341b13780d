/** Rules of a form that go along with its fields to another form. Pure. */
import { newId } from '@/canvas/ids';
import { parseTree } from '@/expressions/syntax';
import type { Tree } from '@/expressions/syntax';
import type { Doing, FillDocument, FormDocument, LinkageDocument } from '../draft/documents';
import { DOINGS, EFFECTS, KEYED, SAYINGS } from '../draft/formDocuments';

/** What a form says of some of its fields. */
export interface Carried {
  entity: string;
  linkage: LinkageDocument[];
  fill: FillDocument[];
  clear_hidden: string[];
}

/** What is left out where it is pasted: how many rules, and the names in them that mean nothing there. */
export interface LeftOut {
  rules: number;
  names: string[];
}

/** The names that stand bare in the rules of a form; `parent` where rows have a record above them. */
export interface Known {
  has: (name: string) => boolean;
  isList: (name: string) => boolean;
}

/** The rules of a form as far as they act on fields, with what else it says of these. */
export function carriedFrom(form: FormDocument, fields: ReadonlySet<string>): Carried {
  return {
    entity: form.entity,
    linkage: (form.linkage ?? []).flatMap((rule) => narrowed(rule, (_, key) => fields.has(key)) ?? []),
    fill: (form.fill ?? []).filter(({ field }) => fields.has(field)),
    clear_hidden: (form.clear_hidden ?? []).filter((key) => fields.has(key)),
  };
}

/** Take rules over for fields that now stand on a form; those that name what its entity has not are left out. */
export function carryInto(
  form: FormDocument,
  carried: Carried,
  fields: ReadonlySet<string>,
  known: Known,
): LeftOut {
  const left: LeftOut = { rules: 0, names: [] };
  const fits = (named: Iterable<string>) => {
    // Forms of one entity speak of the same names.
    const unknown = carried.entity === form.entity ? [] : [...named].filter((name) => !known.has(name));
    left.names = [...new Set([...left.names, ...unknown])];
    if (unknown.length > 0) left.rules += 1;
    return unknown.length === 0;
  };
  for (const all of carried.linkage) {
    const rule = narrowed(all, (_, key) => fields.has(key));
    if (!rule || !fits(namesIn(rule, known))) continue;
    // A form that was cut from still has its rules.
    const fresh = narrowed(
      rule,
      (doing, key) => !form.linkage?.some((own) => own.when === rule.when && says(own, doing, key, rule)),
    );
    if (fresh) (form.linkage ??= []).push({ ...fresh, id: newId() });
  }
  for (const fill of carried.fill) {
    if (!fields.has(fill.field) || form.fill?.some(({ field }) => field === fill.field)) continue;
    if (
      fits([
        ...Object.keys(fill.set),
        ...Object.values(fill.set).flatMap((text) => namesOf(text, null, known)),
      ])
    )
      (form.fill ??= []).push({ ...fill, id: newId() });
  }
  const cleared = carried.clear_hidden.filter((key) => fields.has(key) && !form.clear_hidden?.includes(key));
  if (cleared.length > 0) form.clear_hidden = [...(form.clear_hidden ?? []), ...cleared];
  return left;
}

/** A rule with only those of its effects that are wanted; undefined when none is. */
function narrowed(
  rule: LinkageDocument,
  wanted: (doing: Doing, field: string) => boolean,
): LinkageDocument | undefined {
  const left: LinkageDocument = { ...rule };
  for (const doing of EFFECTS) left[doing] = rule[doing]?.filter((key) => wanted(doing, key));
  for (const doing of KEYED) {
    const kept = Object.entries(rule[doing] ?? {}).filter(([key]) => wanted(doing, key));
    Object.assign(left, { [doing]: Object.fromEntries(kept) });
  }
  for (const doing of SAYINGS) {
    const field = rule[doing]?.field;
    if (field === undefined || !wanted(doing, field)) delete left[doing];
  }
  for (const doing of [...EFFECTS, ...KEYED])
    if (Object.keys(left[doing] ?? {}).length === 0) delete left[doing];
  return DOINGS.some((doing) => left[doing] !== undefined) ? left : undefined;
}

/** Whether a rule already does with a field what another one does. */
function says(own: LinkageDocument, doing: Doing, field: string, other: LinkageDocument): boolean {
  const here = own[doing];
  if (Array.isArray(here)) return here.includes(field);
  const of = (rule: LinkageDocument) =>
    JSON.stringify(
      doing === 'refuse' || doing === 'warn'
        ? rule[doing]
        : (rule[doing] as Record<string, unknown> | undefined)?.[field],
    );
  return here !== undefined && of(own) === of(other);
}

/** The names of the form's own fields in all that a rule says besides the fields it acts on. */
function namesIn({ when, set, pick }: LinkageDocument, known: Known): Set<string> {
  return new Set([
    ...[when ?? '', ...Object.values(set ?? {})].flatMap((text) => namesOf(text, null, known)),
    // A picker's condition stands over the record that may be picked.
    ...Object.values(pick ?? {}).flatMap((text) => namesOf(text, 'form', known)),
  ]);
}

/** Names that every form knows. */
const EVERYWHERE = new Set(['id', 'user', 'settings', 'form']);
/** Names behind which a field of the record itself stands. */
const ITSELF = new Set(['this', 'old']);
/** Functions whose further arguments speak of each row of the first; others do where the first is a list. */
const OF_ROWS =
  /^(?:EXISTS|COUNT|COUNT_DISTINCT|(?:COUNT|SUM|AVERAGE|MIN|MAX)IF|(?:COUNT|SUM)IFS|SUMPRODUCT|FIRST|LAST|ROLLUP|FILTER)$/i;

/** The fields that a text names: bare ones, or only those behind a prefix. */
function namesOf(text: string, behind: string | null, known: Known): string[] {
  const at = (tree: Tree, prefix: string | null): string[] => {
    switch (tree.kind) {
      case 'path':
        return fieldsOf(tree.names, prefix);
      case 'call': {
        const [first, ...others] = tree.arguments;
        if (!first) return [];
        const rows = OF_ROWS.test(tree.name) || isList(first, known);
        const inner = rows && prefix === null ? 'parent' : prefix;
        return [...at(first, prefix), ...others.flatMap((one) => at(one, inner))];
      }
      case 'chain':
        return [tree.first, ...tree.rest.map(({ operand }) => operand)].flatMap((one) => at(one, prefix));
      case 'prefix':
        return at(tree.operand, prefix);
      case 'group':
        return tree.items.flatMap((one) => at(one, prefix));
      default:
        return [];
    }
  };
  const tree = text.trim() ? parseTree(text) : null;
  return tree ? at(tree, behind) : [];
}

function fieldsOf([root = '', next]: readonly string[], prefix: string | null): string[] {
  if (prefix !== null) return root === prefix && next ? [next] : [];
  if (ITSELF.has(root)) return next ? [next] : [];
  return EVERYWHERE.has(root) ? [] : [root];
}

const isList = (tree: Tree, known: Known): boolean =>
  tree.kind === 'path'
    ? known.isList(tree.names[0] ?? '')
    : tree.kind === 'call' && /^FILTER$/i.test(tree.name);
