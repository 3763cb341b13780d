import type { EntityDescription, LayoutNode, Localised, RecordItem, Values } from '@/api/types';
import type { RowState } from '@/fields';
import { rowsOf } from '@/fields/rows';
import { currentLanguage, textIn } from '@/i18n';
import type { FormContext, Scope } from './evaluate';
import { pickerFilter } from './pickers';
import { formState, within } from './state';
import type { Remark } from './state';
import { isBlank, rowMessage } from './validate';
import type { Errors } from './validate';
import { words } from './words';

/** What the form of a sub-table's rows does with one row, below the record that `parent` is. */
export function rowState(
  form: string,
  entity: EntityDescription,
  row: Values,
  context: FormContext,
  parent: Scope,
): RowState | null {
  const found = entity.forms.find(({ key }) => key === form);
  if (!found) return null;
  const referenced = referencedBy(entity, row, context);
  const names: FormContext = { ...context, parent, old: undefined, referenced };
  const { set, picked, refused, warned, ...state } = formState(found, entity, row, names);
  return {
    ...state,
    set,
    refused: byColumn(refused),
    warned: byColumn(warned),
    filters: Object.fromEntries(
      Object.entries(picked).map(([column, texts]) => [column, pickerFilter([...texts], entity, row, names)]),
    ),
  };
}

/** The records that a row's references point to, as far as they have been read. */
function referencedBy(
  entity: EntityDescription,
  row: Values,
  { rowRecords }: FormContext,
): Record<string, RecordItem> {
  const found: Record<string, RecordItem> = {};
  if (rowRecords && rowRecords.size > 0)
    for (const { key } of entity.fields) {
      const id = row[key];
      const record = typeof id === 'string' ? rowRecords.get(id) : undefined;
      if (record) found[key] = record;
    }
  return found;
}

function byColumn(remarks: readonly Remark[]): Record<string, Localised[]> {
  const found: Record<string, Localised[]> = {};
  for (const { field, text } of remarks) if (field) (found[field] ??= []).push(text);
  return found;
}

/** The places of a layout that show sub-tables whose rows have a form. */
export function rowForms(layout: LayoutNode[]): { field: string; form: string }[] {
  return layout.flatMap((node) => [
    ...(node.field && node.row_form ? [{ field: node.field, form: node.row_form }] : []),
    ...[node.items, node.tabs, node.steps].flatMap((inner) => rowForms(inner ?? [])),
  ]);
}

/** What the rules of rows find wrong in a sub-table, beside what its columns say by themselves. */
export function checkRowRules(
  key: string,
  form: string,
  child: EntityDescription,
  value: Values[string] | undefined,
  context: FormContext,
  parent: Scope,
  found: Errors,
): void {
  rowsOf(value ?? null).forEach((row, index) => {
    const state = rowState(form, child, row, context, parent);
    if (!state) return;
    for (const column of child.fields) {
      const at = `${key}/${index}/${column.key}`;
      const now = row[column.key] ?? null;
      const told: string[] = (state.refused[column.key] ?? []).map((text) => textIn(currentLanguage(), text));
      const choices = state.offered[column.key];
      if (choices && within(now, choices) !== now) told.push(words.say('notOffered'));
      if (state.required.has(column.key) && isBlank(now) && !found[at]) told.push(words.say('required'));
      if (told.length === 0 || state.hidden.has(column.key)) continue;
      (found[at] ??= []).push(...told);
      (found[key] ??= []).push(...told.map((message) => rowMessage(index, column, message)));
    }
  });
}

/** What a row state says, as a text to compare. */
export function saidBy({ hidden, required, locked, ...rest }: RowState): string {
  return JSON.stringify([[...hidden], [...required], [...locked], rest]);
}

/** Fields of the record above that the rules of rows ask about. */
export function askedAbove(trees: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(trees)) for (const tree of trees) askedAbove(tree, found);
  else if (typeof trees === 'string')
    for (const [, key] of trees.matchAll(/\bform\.parent\.([a-z_][a-z0-9_]*)/g)) found.add(key ?? '');
  else if (trees && typeof trees === 'object') {
    const { k, p } = trees as { k?: unknown; p?: unknown };
    if (k === 'field' && Array.isArray(p) && p[0] === 'parent' && p.length > 1) found.add(String(p[1]));
    else askedAbove(Object.values(trees), found);
  }
  return found;
}
