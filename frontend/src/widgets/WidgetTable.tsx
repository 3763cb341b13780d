import { useText } from '@/i18n';
import { useIsPhone } from '@/ui/useMedia';
import { statements } from '@/i18n/lists';
import css from './widgets.module.css';
import { useColumnName, useSay, useSayShort } from './format';
import type { Place, WidgetData } from './types';
import { words } from './words';

/** Letters of an amount that have room in a column on a phone. */
const MOST_ON_PHONE = 8;

/** The rows of a widget as a table; a number opens the records that it counts. */
export function WidgetTable({
  data,
  title,
  onDrill,
}: {
  data: WidgetData;
  title: string;
  onDrill: (place: Place) => void;
}) {
  const t = words.use();
  const say = useSay();
  const phone = useIsPhone();
  const sayShort = useSayShort(phone ? MOST_ON_PHONE : Infinity);
  const text = useText();
  const nameOf = useColumnName();
  const dimensions = data.columns.flatMap((column, at) => (column.kind === 'dimension' ? [at] : []));
  const place = (row: WidgetData['rows'][number], measure?: string): Place => ({
    at: Object.fromEntries(dimensions.map((at) => [data.columns[at]?.key ?? '', row[at] ?? null])),
    measure,
  });
  return (
    <div className={css.tableScroll} tabIndex={0} role="region" aria-label={title}>
      <table className={css.table}>
        <thead>
          <tr>
            {data.columns.map((column) => (
              <th key={column.key} scope="col" data-number={column.type === 'number' || undefined}>
                {nameOf(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((row, index) => (
            <tr key={index}>
              {data.columns.map((column, at) => {
                const said = say(column, row[at]);
                return column.kind === 'dimension' ? (
                  <th key={column.key} scope="row">
                    {said}
                  </th>
                ) : (
                  <td key={column.key} data-number={column.type === 'number' || undefined}>
                    {row[at] === null || row[at] === undefined || dimensions.length === 0 ? (
                      said
                    ) : (
                      <button
                        type="button"
                        className={css.cell}
                        title={said}
                        aria-label={statements([
                          sayShort(column, row[at]),
                          t('showRecords', { name: text(column.label) }),
                        ])}
                        onClick={() => onDrill(place(row, column.key))}
                      >
                        {sayShort(column, row[at])}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
        {data.total && (
          <tfoot>
            <tr>
              {data.columns.map((column, at) =>
                column.kind === 'dimension' ? (
                  <th key={column.key} scope="row">
                    {at === 0 ? t('total') : ''}
                  </th>
                ) : (
                  <td key={column.key} data-number={column.type === 'number' || undefined}>
                    <span title={say(column, data.total?.[at])}>{sayShort(column, data.total?.[at])}</span>
                  </td>
                ),
              )}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
