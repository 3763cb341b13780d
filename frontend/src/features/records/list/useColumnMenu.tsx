import type { Column, MenuEntry } from '@/ui';
import { isDated, mayGroup, periodOf, PERIODS, totalsFor } from './groups';
import type { Grouping } from './groups';
import type { EntityDescription } from '@/api/types';
import type { Choice } from './columnChoice';
import { listWords } from './listWords';
import type { ListColumn } from './useListState';

const STEP = 40;
const MOST_GROUPS = 3;

export interface ColumnMenuAsked {
  type: EntityDescription;
  columns: ListColumn[];
  choice: Choice;
  groups?: Grouping[];
  onSort?: (sort: string) => void;
  onGroup?: (groups: Grouping[]) => void;
  /** Totals can stand below the columns. */
  totals?: boolean;
}

/** What the head of a column offers: order, groups, totals, width, freezing, hiding. */
export function useColumnMenu(asked: ColumnMenuAsked) {
  const { type, columns, choice, groups = [], onSort, onGroup } = asked;
  const t = listWords.use();
  const entries = <Row,>(column: Column<Row>): MenuEntry[] => {
    const at = columns.findIndex((each) => each.key === column.key);
    const found = columns[at];
    if (!found) return [];
    const { field } = found;
    const own = !found.through;
    const grouped = groups.find((each) => each.field === column.key);
    const width = column.width ?? 160;
    const resize = (to: number) => choice.change({ widths: { ...choice.widths, [column.key]: to } });
    const add = (grouping: Grouping) =>
      onGroup?.([...groups.filter((each) => each.field !== grouping.field), grouping].slice(-MOST_GROUPS));
    const grouping: MenuEntry[] =
      !own || !onGroup || !mayGroup(field)
        ? []
        : isDated(field)
          ? PERIODS.map((period) => ({
              key: `group-${period}`,
              label: t('groupByPeriod', { period: t(`period_${period}`) }),
              checked: grouped !== undefined && periodOf(type, grouped) === period,
              onSelect: () => add({ field: column.key, period }),
            }))
          : [
              {
                key: 'group',
                label: t('groupBy'),
                checked: grouped !== undefined,
                onSelect: () => add({ field: column.key }),
              },
            ];
    const totals = own && asked.totals ? totalsFor(field) : [];
    const chosen = choice.totals[column.key] ?? null;
    return [
      ...(column.sortable && onSort
        ? [
            { key: 'up', label: t('ascending'), onSelect: () => onSort(column.key) },
            { key: 'down', label: t('descending'), onSelect: () => onSort(`-${column.key}`) },
            { kind: 'line' as const, key: 'line1' },
          ]
        : []),
      ...grouping,
      ...(grouped
        ? [
            {
              key: 'ungroup',
              label: t('ungroup'),
              onSelect: () => onGroup?.(groups.filter((each) => each.field !== column.key)),
            },
          ]
        : []),
      ...(totals.length > 0
        ? [
            { kind: 'head' as const, key: 'total', label: t('total') },
            ...[null, ...totals].map((how) => ({
              key: `total-${how ?? 'none'}`,
              label: t(`total_${how ?? 'none'}`),
              checked: chosen === how,
              onSelect: () => choice.change({ totals: { ...choice.totals, [column.key]: how } }),
            })),
          ]
        : []),
      { kind: 'line', key: 'line2' },
      {
        key: 'freeze',
        label: t('freezeHere'),
        checked: choice.frozen === at + 1,
        onSelect: () => choice.change({ frozen: at + 1 }),
        disabled: at >= 5,
      },
      {
        key: 'unfreeze',
        label: t('unfreeze'),
        checked: choice.frozen === 0,
        onSelect: () => choice.change({ frozen: 0 }),
      },
      { key: 'wider', label: t('wider'), onSelect: () => resize(Math.min(800, width + STEP)) },
      { key: 'narrower', label: t('narrower'), onSelect: () => resize(Math.max(64, width - STEP)) },
      {
        key: 'hide',
        label: t('hideColumn'),
        disabled: columns.length === 1,
        onSelect: () => choice.change({ keys: choice.keys.filter((key) => key !== column.key) }),
      },
    ];
  };
  return { label: (name: string) => t('columnMenu', { column: name }), entries };
}
