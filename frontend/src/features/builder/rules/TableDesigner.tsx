import { InfoCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { freeKey, newId } from '@/canvas/ids';
import { move } from '@/canvas/lists';
import { segments } from '@/canvas/pointers';
import { SortableList, SortableRow } from '@/canvas/Sortable';
import { api } from '@/api/client';
import type { CellsPasted } from '@/api/types';
import { useText } from '@/i18n';
import { sentences } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { toast } from '@/ui/toast';
import { appPath } from '../draft/api';
import type { TableDocument, Text } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { useNames } from '../expression/useNames';
import { RemoveButton } from '../kit/controls';
import kit from '../kit/kit.module.css';
import data from '../data/data.module.css';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { ProblemsAt } from '../shell/ProblemsAt';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { hasFault } from '../shell/faults';
import css from './rules.module.css';
import { KeptTests } from './keptTests';
import { SimulationPanel } from './SimulationPanel';
import { TableAnalysis } from './TableAnalysis';
import { InputCell, OutputCell } from './TableCell';
import { sheetWords } from './sheetWords';
import { TableSheets } from './TableSheets';
import { useGrid } from './useGrid';
import type { Place } from './useGrid';
import { ruleWords } from './words';
import { Properties } from './TableProperties';

export function TableDesigner() {
  return (
    <ElementPage kind="table" place="rules">
      {(handle) => <Designer handle={handle} />}
    </ElementPage>
  );
}

/** A decision table as a grid: inputs at the left, what follows at the right. */
function Designer({ handle }: { handle: DocumentHandle<TableDocument> }) {
  const r = ruleWords.use();
  const text = useText();
  const columnName = (column: { key: string; label?: Text }) => text(column.label) || column.key || '…';
  const table = handle.document;
  const names = useNames(handle.app, table.entity, 'rule');
  const inputs = table.inputs ?? [];
  const place = { app: handle.app, entity: table.entity, context: 'rule', draft: true } as const;
  /** The cell that is open to be changed. */
  const [cell, setCell] = useState<string | null>(null);
  const [selected, select] = useSelection((pointer) => {
    const [first, second, side, column = '0'] = segments(pointer);
    if (second === undefined || !['inputs', 'outputs', 'rows'].includes(first!)) return null;
    if (first === 'rows')
      grid.focus({ row: Number(second), column: Number(column) + (side === 'out' ? inputs.length : 0) });
    return `${first}/${second}`;
  }, true);
  const row = selected?.startsWith('rows/') ? Number(selected.slice(5)) : -1;
  const addInput = (path: string) =>
    handle.change((draft) => {
      const key = freeKey(
        path.split('.').at(-1) ?? 'input',
        (draft.inputs ?? []).map((input) => input.key),
      );
      (draft.inputs ??= []).push({ key, expression: path, label: labelOf(path) });
      for (const each of draft.rows) each.in.push('-');
    });
  const labelOf = (path: string) => {
    const label = names.find((name) => name.path === path)?.label;
    return typeof label === 'object' ? label : undefined;
  };
  const addRow = () => {
    handle.change(
      (draft) =>
        void draft.rows.splice(row >= 0 ? row + 1 : draft.rows.length, 0, {
          id: newId(),
          in: inputs.map(() => '-'),
          out: table.outputs.map(() => '""'),
        }),
    );
    select(`rows/${row >= 0 ? row + 1 : table.rows.length}`);
  };
  const removeRow = (at: number) => handle.change((draft) => void draft.rows.splice(at, 1));
  const moveRow = (from: number, to: number) => {
    if (to < 0 || to >= table.rows.length) return;
    handle.change((draft) => move(draft.rows, from, to));
    select(`rows/${to}`);
  };
  const problemText = useProblemText();
  const w = sheetWords.use();
  const cellOf = (draft: TableDocument, { row: at, column }: Place): [(string | null)[], number] =>
    column < inputs.length ? [draft.rows[at]!.in, column] : [draft.rows[at]!.out, column - inputs.length];
  const paste = async (cells: string[][], at: Place) => {
    try {
      const answer = await api.post<CellsPasted>(
        appPath(handle.app, `/draft/table/${encodeURIComponent(table.key)}/cells`),
        { document: table, cells, row: at.row, column: at.column },
      );
      const { rows } = answer.document as unknown as TableDocument;
      handle.change((draft) => {
        draft.rows = rows.map((each) => ({ ...each, id: each.id ?? newId() }));
      });
      const beyond =
        Math.max(...cells.map((line) => line.findLastIndex((one) => one.trim() !== '') + 1)) +
        at.column -
        inputs.length -
        table.outputs.length;
      const said = w('pasted', { count: cells.length });
      if (beyond > 0) toast(sentences([said, w('leftOut', { count: beyond })]), { bad: true });
      else toast(said);
    } catch (error) {
      toast(problemText(error), { bad: true });
    }
  };
  const grid = useGrid({
    rows: table.rows.length,
    columns: inputs.length + table.outputs.length,
    read: (place) => {
      const [side, column] = cellOf(table, place);
      return side[column] ?? '';
    },
    onClear: (places) =>
      handle.change((draft) => {
        for (const place of places) {
          const [side, column] = cellOf(draft, place);
          side[column] = place.column < inputs.length ? '-' : '""';
        }
      }),
    onPaste: (cells, at) => void paste(cells, at),
    open: cell,
    onClose: () => setCell(null),
  });
  useDesignerKeys({
    onDelete: () => row >= 0 && removeRow(row),
    onMove: (by) => row >= 0 && moveRow(row, row + by),
    onEscape: () => {
      setCell(null);
      select(null);
    },
  });
  const wrong = (pointer: string) => hasFault(handle.open.problems, pointer);
  const headButton = (id: string, label: string) => (
    <button type="button" className={css.line} aria-pressed={selected === id} onClick={() => select(id)}>
      {label} {wrong(`/${id}`) && <span style={{ color: 'var(--red-shade)' }}>⚠</span>}
    </button>
  );
  return (
    <DesignerFrame
      selected={selected}
      wide
      palette={
        <div className={data.palette}>
          <div className={data.paletteGroup}>{r('inputs')}</div>
          {names
            .filter(
              (name) => !name.path.startsWith('old.') && !name.path.includes('.') && name.kind !== 'list',
            )
            .map((name) => (
              <button
                key={name.path}
                type="button"
                className={data.tile}
                style={{ marginBottom: 4 }}
                onClick={() => addInput(name.path)}
              >
                <PlusOutlined aria-hidden /> <span className="truncate">{text(name.label)}</span>
              </button>
            ))}
          <div className={data.paletteGroup}>{r('outputs')}</div>
          <button
            type="button"
            className={data.tile}
            onClick={() =>
              handle.change((draft) => {
                draft.outputs.push({
                  key: freeKey(
                    'output',
                    draft.outputs.map((output) => output.key),
                  ),
                  label: { zh: '输出', en: 'Output' },
                });
                for (const each of draft.rows) each.out.push('""');
              })
            }
          >
            <PlusOutlined aria-hidden /> {r('addOutput')}
          </button>
        </div>
      }
      outline={
        <ul className={data.tree}>
          {[
            ...inputs.map((input, at) => [`inputs/${at}`, columnName(input)]),
            ...table.outputs.map((output, at) => [`outputs/${at}`, `→ ${columnName(output)}`]),
            ...table.rows.map((_, at) => [`rows/${at}`, r('rowAt', { at: at + 1 })]),
          ].map(([id, label]) => (
            <li key={id}>
              <button type="button" aria-current={selected === id} onClick={() => select(id ?? null)}>
                {label}
              </button>
            </li>
          ))}
        </ul>
      }
      canvas={
        <div style={{ padding: 16 }} className={kit.stack}>
          <ProblemsAt
            problems={handle.open.problems.filter((problem) =>
              ['/rows', '/outputs', '/inputs', '/hit'].includes(problem.pointer),
            )}
            at=""
          />
          <TableAnalysis handle={handle} names={names} />
          <SortableList ids={table.rows.map((_, at) => `rows/${at}`)} onMove={moveRow}>
            <div className={css.grid} ref={grid.ref} {...grid.props}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">
                      <span className="visually-hidden">{r('addRow')}</span>
                    </th>
                    {inputs.map((input, at) => (
                      <th key={at} scope="col">
                        {headButton(`inputs/${at}`, columnName(input))}
                      </th>
                    ))}
                    {table.outputs.map((output, at) => (
                      <th key={at} scope="col" data-out>
                        {headButton(`outputs/${at}`, columnName(output))}
                      </th>
                    ))}
                    <th scope="col">
                      <span className="visually-hidden">{r('removeRow', { at: '' })}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {table.rows.map((each, at) => (
                    <tr
                      key={each.id ?? at}
                      data-selected={row === at || undefined}
                      onFocus={() => select(`rows/${at}`)}
                    >
                      <td>
                        <SortableRow
                          id={`rows/${at}`}
                          name={r('rowAt', { at: at + 1 })}
                          handleLabel={r('moveLine', { at: at + 1 })}
                        >
                          {at + 1}
                          {handle.open.problems.some((problem) => problem.pointer === `/rows/${at}`) && (
                            <button
                              type="button"
                              className={css.told}
                              aria-label={r('rowTold', { at: at + 1 })}
                              onClick={() => select(`rows/${at}`)}
                            >
                              <InfoCircleOutlined aria-hidden />
                            </button>
                          )}
                        </SortableRow>
                      </td>
                      {inputs.map((input, column) => (
                        <td
                          key={column}
                          data-cell={`${at}:${column}`}
                          data-chosen={grid.isChosen(at, column) || undefined}
                          style={
                            wrong(`/rows/${at}/in/${column}`) ? { background: 'var(--red-tint)' } : undefined
                          }
                        >
                          <InputCell
                            label={`${columnName(input)} ${at + 1}`}
                            name={names.find((name) => name.path === (input.expression ?? input.key))}
                            names={names}
                            place={place}
                            open={cell === `${at} in ${column}`}
                            onOpen={() => setCell(`${at} in ${column}`)}
                            value={each.in[column] ?? ''}
                            onChange={(value) =>
                              handle.change(
                                (draft) => {
                                  draft.rows[at]!.in[column] = value;
                                },
                                { merge: `in.${at}.${column}` },
                              )
                            }
                          />
                        </td>
                      ))}
                      {table.outputs.map((output, column) => (
                        <td
                          key={column}
                          data-cell={`${at}:${inputs.length + column}`}
                          data-chosen={grid.isChosen(at, inputs.length + column) || undefined}
                          style={
                            wrong(`/rows/${at}/out/${column}`) ? { background: 'var(--red-tint)' } : undefined
                          }
                        >
                          <OutputCell
                            label={`${columnName(output)} ${at + 1}`}
                            names={names}
                            place={place}
                            open={cell === `${at} out ${column}`}
                            onOpen={() => setCell(`${at} out ${column}`)}
                            value={each.out[column] ?? ''}
                            onChange={(value) =>
                              handle.change(
                                (draft) => {
                                  draft.rows[at]!.out[column] = value;
                                },
                                { merge: `out.${at}.${column}` },
                              )
                            }
                          />
                        </td>
                      ))}
                      <td>
                        <RemoveButton
                          line
                          label={r('removeRow', { at: at + 1 })}
                          onClick={() => removeRow(at)}
                        />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </SortableList>
          <span className={kit.row}>
            <Button small icon={<PlusOutlined aria-hidden />} onClick={addRow}>
              {r('addRow')}
            </Button>
            <TableSheets
              handle={handle}
              columns={[...inputs, ...table.outputs].map((each) => columnName(each))}
            />
          </span>
          <p className="muted caption">
            {r('cellHelp')} {w('keys')}
          </p>
          <SimulationPanel
            kind="table"
            handle={handle}
            columns={inputs.map((input) => columnName(input))}
            outputs={Object.fromEntries(table.outputs.map((output) => [output.key, columnName(output)]))}
          />
          <KeptTests handle={handle} />
        </div>
      }
      properties={<Properties handle={handle} selected={selected} />}
    />
  );
}
