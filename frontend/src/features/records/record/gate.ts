/** The condition on a step between two states: whether a record meets it, and which numbers keep it from doing so. */
import { useQueries } from '@tanstack/react-query';
import type { EntityDescription, FormulaTree, StateTransition, Values } from '@/api/types';
import { parseExpression } from '@/expressions';
import { fieldOf } from '@/fields';
import { holds } from '@/forms';
import type { FormContext } from '@/forms';
import { conditionsOf, nodesIn } from './lacking';
import type { Node } from './lacking';

/** The step that a person may take from one state to another. */
export function stepBetween(
  type: EntityDescription,
  from: string | null,
  to: string,
): StateTransition | undefined {
  return type.states?.transitions.find((step) => {
    const byMachine =
      step.by && step.by.length > 0 && step.by.every((who) => who === 'flow' || who === 'rule');
    const leads = from !== null && (step.from.includes('*') || step.from.includes(from));
    return leads && (step.to === to || step.to === '*') && !byMachine;
  });
}

/** Whether a person is shown something before a step: an approval to ask for, points to have done, or advice. */
export function asksFirst(step: StateTransition | undefined): boolean {
  if (!step) return false;
  const advice = Object.values(step.guidance ?? {}).some(Boolean);
  return step.approval !== null || step.checklist.length > 0 || advice;
}

/** The keys of the fields that the conditions on the steps of an entity speak of. */
export function gateFields(type: EntityDescription): string[] {
  const names = (type.states?.transitions ?? []).flatMap(({ when }) => when?.match(/[A-Za-z_]\w*/g) ?? []);
  return [...new Set(names)].filter((name) => {
    const field = fieldOf(type, name);
    return field && field.type !== 'sub_table';
  });
}

/** The trees of conditions by their texts, asked for while they are needed. */
export function useConditionTrees(
  app: string,
  entity: string,
  texts: string[],
  enabled: boolean,
): ReadonlyMap<string, FormulaTree> {
  const unique = [...new Set(texts)];
  const answers = useQueries({
    queries: unique.map((text) => ({
      queryKey: ['expression', app, entity, 'rule', text],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        parseExpression({ app, entity, context: 'rule', text }, signal),
      enabled,
      staleTime: Infinity,
      retry: false,
    })),
  });
  return new Map(
    unique.flatMap((text, index): [string, FormulaTree][] => {
      const tree = answers[index]?.data?.tree;
      return tree ? [[text, tree]] : [];
    }),
  );
}

/** What is said can be told here: fields at hand, not along references or in lists, and settings. */
function isTold(node: Node, values: Values, context: FormContext): boolean {
  return nodesIn(node).every(({ k, p = [] }) => {
    if (k === 'agg' || k === 'rows') return false;
    if (k === 'field') return p.length === 1 && (p[0] ?? '') in values;
    if (k === 'name') return p[0] === 'settings' && (p[1] ?? '') in (context.settings ?? {});
    return true;
  });
}

/** Return the conditions that surely do not hold; none where it takes the server to tell. */
export function failing(
  tree: FormulaTree,
  type: EntityDescription,
  values: Values,
  context: FormContext,
): Node[] {
  return conditionsOf(tree.tree as Node).filter(
    (node) =>
      isTold(node, values, context) &&
      !holds({ ...tree, tree: node as FormulaTree['tree'] }, type, values, context),
  );
}

export interface Shortfall {
  field: string;
  value: string;
  operator: '>' | '>=' | '<' | '<=';
  limit: string;
}

const OPERATORS = ['>', '>=', '<', '<='] as const;
const isNumeric = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));

/** A plain number of the record that does not reach a limit, from its comparison with a constant or a setting. */
export function shortfallOf(node: Node, values: Values, context: FormContext): Shortfall | null {
  const operator = OPERATORS.find((one) => one === node.f);
  const [left, right] = Array.isArray(node.a) ? (node.a as Node[]) : [];
  const field = left?.k === 'field' && left.p?.length === 1 ? left.p[0] : undefined;
  if (node.k !== 'call' || !operator || !field || !right) return null;
  const limit = right.k === 'lit' ? right.v : right.k === 'name' && context.settings?.[right.p?.[1] ?? ''];
  const value = values[field] ?? 0;
  if (!isNumeric(limit) || !isNumeric(value)) return null;
  return { field, value: String(value), operator, limit: String(limit) };
}
