import { NodeCollapseOutlined, NodeExpandOutlined } from '@ant-design/icons';
import { useEffect, useMemo } from 'react';
import { useText } from '@/i18n';
import { Button, DataTable, ErrorState, TableSkeleton } from '@/ui';
import type { Band, Column } from '@/ui';
import { fieldsFor } from './columnValue';
import { GroupLabel } from './GroupLabel';
import type { KindProps } from './kinds/kind';
import cards from './cards.module.css';
import own from './groups.module.css';
import css from './list.module.css';
import { listWords } from './listWords';
import { marksOf, toneOf } from './marks';
import { RecordCard } from './RecordCard';
import { heightOf } from './rowHeights';
import { useTableColumns } from './tableColumns';
import { totalCells, totalsOf, useTotals } from './totals';
import { useColumnMenu } from './useColumnMenu';
import { useGroups } from './useGroups';
import type { Line } from './useGroups';
import { sortOf, sortText } from './useListState';
import type { ListColumn } from './useListState';

/** Rows in groups, up to three deep: each group with its number and subtotals, its rows when it is opened. */
export function GroupedTable(props: KindProps & { phone: boolean }) {
  const { app, type, view, columns, choice, filter, sort, search, groups, selected, edits, onRows } = props;
  const t = listWords.use();
  const text = useText();
  const totals = totalsOf(choice, columns);
  const found = useGroups(
    {
      app: app.key,
      entity: type.key,
      filter,
      sort,
      search,
      ...fieldsFor(type, columns),
      marks: marksOf(view.colours),
    },
    type,
    groups,
    totals,
  );
  const { lines, toggle } = found;
  // What a group is by need not be said again on each of its cards.
  const ungrouped = columns.filter(({ key }) => !groups.some(({ field }) => field === key));
  const names = lines.map(({ key }) => key).join();
  const rows = useMemo(
    () => lines.flatMap((line) => (line.kind === 'record' ? [line.record] : [])),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [names, lines.length],
  );
  useEffect(() => onRows(rows), [onRows, rows]);
  const whole = useTotals(app.key, type, totals, { filter, search });
  const plain = useTableColumns({ app: app.key, type, columns, choice, edits });
  const shown = useMemo(
    () =>
      plain.map((column): Column<Line> => ({
        ...column,
        render: (line) => (line.kind === 'record' ? column.render(line.record) : null),
        edit: column.edit
          ? (line, close) => (line.kind === 'record' ? column.edit?.(line.record, close) : null)
          : undefined,
        canEdit: (line) => line.kind === 'record' && (column.canEdit?.(line.record) ?? true),
      })),
    [plain],
  );
  const menu = useColumnMenu({
    type,
    columns,
    choice,
    groups,
    totals: true,
    onSort: props.onSort,
    onGroup: props.onGroup,
  });

  const bandOf = (line: Line): Band | null => {
    if (line.kind === 'record') return null;
    if (line.kind === 'more')
      return {
        level: line.level,
        label:
          line.of === 'loading' ? (
            <span className="muted" role="status">
              {t('loadingGroup')}
            </span>
          ) : (
            <Button small look="quiet" onClick={line.onMore}>
              {t(line.of === 'groups' ? 'moreGroups' : 'moreInGroup')}
            </Button>
          ),
      };
    return {
      level: line.level,
      open: line.open,
      onToggle: () => toggle(line.key),
      label: (
        <>
          <GroupLabel app={app.key} type={type} {...line} />
          <span className="muted caption figures">{t('inGroup', { count: line.count })}</span>
        </>
      ),
      cells: totalCells(app.key, type, totals, line.values),
    };
  };

  if (found.error && lines.length <= 1) return <ErrorState error={found.error} />;
  if (found.pending && lines.length <= 1) return <TableSkeleton />;
  if (lines.length === 0) return props.empty;
  const anyOpen = lines.some((line) => line.kind === 'group' && line.open);
  return (
    <div className={css.grouped}>
      <div className={own.groupBar}>
        <span className="muted caption">
          {t('groupsAndRecords', { groups: found.groups, count: found.count })}
        </span>
        <Button
          small
          look="quiet"
          icon={anyOpen ? <NodeCollapseOutlined /> : <NodeExpandOutlined />}
          onClick={() => found.all(!anyOpen)}
        >
          {t(anyOpen ? 'foldAll' : 'openAll')}
        </Button>
      </div>
      {props.phone ? (
        <ul className={cards.cards}>
          {lines.map((line) => (
            <li key={line.key} style={{ paddingInlineStart: (line.level - 1) * 12 }}>
              {line.kind === 'record' ? (
                <RecordCard
                  app={app.key}
                  type={type}
                  columns={ungrouped}
                  colours={view.colours}
                  record={line.record}
                  picking={props.picking}
                  selected={selected}
                  onOpen={props.onOpen}
                />
              ) : (
                <PhoneLine line={line} band={bandOf(line)} columns={columns} />
              )}
            </li>
          ))}
        </ul>
      ) : (
        <div className={css.rest}>
          <DataTable
            label={text(type.name)}
            rows={lines}
            columns={shown}
            rowKey={(line) => line.key}
            rowHeight={heightOf(choice.density)}
            bandOf={bandOf}
            placeOf={(line) => ({ level: line.level })}
            sort={sortOf(sort)}
            onSort={(next) => props.onSort(sortText(next))}
            selected={selected}
            onSelect={props.onSelect}
            onOpen={(line) => line.kind === 'record' && props.onOpen(line.record)}
            onResize={(key, width) => choice.change({ widths: { ...choice.widths, [key]: width } })}
            toneOf={
              view.colours
                ? (line, column) =>
                    line.kind === 'record' ? toneOf(view.colours, line.record, column) : undefined
                : undefined
            }
            totals={whole}
            columnMenu={menu}
          />
        </div>
      )}
    </div>
  );
}

interface PhoneLineProps {
  line: Exclude<Line, { kind: 'record' }>;
  band: Band | null;
  columns: ListColumn[];
}

/** The head of a group on a phone, with its subtotals below, or the button for more of it. */
function PhoneLine({ line, band, columns }: PhoneLineProps) {
  const text = useText();
  if (line.kind === 'more') return band?.label;
  return (
    <button type="button" className={own.groupLine} aria-expanded={line.open} onClick={band?.onToggle}>
      <span className={own.groupName}>{band?.label}</span>
      {columns.map(
        ({ key, field }) =>
          band?.cells?.[key] && (
            <span key={key} className={own.groupTotal}>
              <span className="muted caption">{text(field.label)}</span>
              {band.cells[key]}
            </span>
          ),
      )}
    </button>
  );
}
