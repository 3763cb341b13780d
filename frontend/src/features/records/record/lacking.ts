/** What a record still lacks before a button of it can be pressed, in the names of its fields. */
import type { EntityDescription, FormulaTree, Values } from '@/api/types';
import { holds } from '@/forms';
import type { FormContext } from '@/forms';

/** A node of a formula's tree. */
export interface Node {
  k?: string;
  f?: string;
  p?: string[];
  [part: string]: unknown;
}

const inner = (node: Node): Node[] =>
  Object.values(node)
    .flat()
    .filter((part): part is Node => typeof part === 'object' && part !== null);

/** A node with all that it is made of. */
export function nodesIn(node: Node): Node[] {
  return [node, ...inner(node).flatMap(nodesIn)];
}

/** The conditions that must all hold, of a tree of ANDs. */
export function conditionsOf(node: Node): Node[] {
  return node.k === 'call' && node.f === 'AND' ? inner(node).flatMap(conditionsOf) : [node];
}

function fieldsOf(node: Node): string[] {
  if (node.k === 'field' && node.p?.[0]) return [node.p[0]];
  return inner(node).flatMap(fieldsOf);
}

/**
 * Return the keys of the fields that keep a condition from holding; null where the button does not belong to the
 * record at all, for it is in another state.
 */
export function lackingFor(
  condition: FormulaTree | null | undefined,
  type: EntityDescription,
  values: Values,
  context: FormContext,
): string[] | null {
  if (!condition || holds(condition, type, values, context)) return [];
  const found = new Set<string>();
  const failing = (node: Node): Node[] =>
    conditionsOf(node).filter(
      (part) => !holds({ ...condition, tree: part as FormulaTree['tree'] }, type, values, context),
    );
  const search = (node: Node, seen: ReadonlySet<string>): boolean =>
    failing(node).every((part) => {
      const fields = fieldsOf(part);
      if (fields.length === 0 || (type.states && fields.includes(type.states.field))) return false;
      const only = part.k === 'field' && fields.length === 1 ? fields[0] : undefined;
      const computed = only ? (type.expressions[only]?.tree as Node | undefined) : undefined;
      // A computed yes or no is told by what it is made of.
      if (only && computed && conditionsOf(computed).length > 1 && !seen.has(only))
        return search(computed, new Set([...seen, only]));
      // What would hold of blank fields lacks nothing: a value stands in its way.
      const blank = { ...values, ...Object.fromEntries(fields.map((key) => [key, null])) };
      if (holds({ ...condition, tree: part as FormulaTree['tree'] }, type, blank, context)) return false;
      fields.forEach((key) => found.add(key));
      return true;
    });
  return search(condition.tree as Node, new Set()) ? [...found] : null;
}
