import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import type { FileTable, Language } from '@/api/types';
import { defineWords, useLanguage } from '@/i18n';
import { common } from '@/i18n/words';
import { TextReading } from '@/sheets/TextReading';
import { Button } from '@/ui/Button';
import { documentDate } from '@/ui/dates';
import { EmptyState } from '@/ui/EmptyState';
import { useProblemText } from '@/ui/ErrorState';
import { formatDecimal } from '@/ui/numbers';
import { CardsSkeleton } from '@/ui/Skeletons';
import { Tabs } from '@/ui/Tabs';
import { useDebounced } from '@/ui/useDebounced';
import css from './tablePreview.module.css';

const words = defineWords('tablePreview', {
  en: {
    sheets: 'Sheets',
    row: 'Row',
    empty: 'Nothing stands here.',
    whole: '{{rows}} rows, {{columns}} columns.',
    rowsCut: 'The first {{shown}} of {{all}} rows are shown.',
    columnsCut: 'The first {{shown}} of {{all}} columns are shown.',
    cellsCut: 'Long texts are cut.',
    downloadHasAll: 'The download has everything.',
    reading: 'How the file is read',
  },
  zh: {
    sheets: '工作表',
    row: '行',
    empty: '这里没有内容。',
    whole: '共 {{rows}} 行、{{columns}} 列。',
    rowsCut: '显示前 {{shown}} 行，共 {{all}} 行。',
    columnsCut: '显示前 {{shown}} 列，共 {{all}} 列。',
    cellsCut: '较长的文字已截断。',
    downloadHasAll: '下载的文件包含全部内容。',
    reading: '读取方式',
  },
});

const NAMED = /\.(xlsx|xlsm|xlsb|xls|ods|csv|tsv)$/i;
const TEXT = /\.(csv|tsv)$/i;

/** Whether the server shows a file as a table, told by its name. */
export const isTable = (name: string) => NAMED.test(name);

interface Asked {
  sheet?: string;
  encoding?: string;
  separator?: string;
}

function useTable(id: string, asked: Asked) {
  return useQuery({
    queryKey: ['file-table', id, asked],
    retry: false,
    staleTime: 300_000,
    queryFn: ({ signal }) => api.get<FileTable>(`/files/${id}/table`, { query: { ...asked }, signal }),
  });
}

/** The first rows of a workbook or of a CSV file, a tab for each sheet. */
export function TablePreview({ id, name }: { id: string; name: string }) {
  const t = words.use();
  const [asked, setAsked] = useState<Asked>({});
  const first = useTable(id, {});
  // Arrow keys run over many sheets; only the one they rest on is opened.
  const { data, error, refetch } = useTable(id, useDebounced(asked));
  const sheets = first.data?.sheets ?? [];
  const active = asked.sheet ?? first.data?.sheet ?? '';
  const arrived = data && (data.sheet ?? '') === active;
  return (
    <div className={css.preview}>
      {sheets.length > 1 && (
        <Tabs
          label={t('sheets')}
          items={sheets.map((sheet) => ({ key: sheet, label: sheet }))}
          active={active}
          onChange={(sheet) => setAsked({ sheet })}
        />
      )}
      {(TEXT.test(name) || first.data?.format === 'csv') && (
        <details className={css.reading} open={error ? true : undefined}>
          <summary>{t('reading')}</summary>
          <div>
            <TextReading
              reading={data ?? { encoding: null, separator: null, ...first.data, ...asked }}
              busy={false}
              onChange={(changed) => setAsked({ ...asked, ...changed })}
            />
          </div>
        </details>
      )}
      <div {...(sheets.length > 1 && { role: 'tabpanel', 'aria-label': active })}>
        {error ? (
          <Refusal error={error} onRetry={() => void refetch()} />
        ) : !arrived ? (
          <CardsSkeleton cards={1} />
        ) : (
          <Cells table={data} label={data.sheet ?? name} />
        )}
      </div>
    </div>
  );
}

function Refusal({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = common.use();
  const text = useProblemText();
  const passing = isProblem(error) && (error.status === 0 || error.status >= 500);
  return (
    <div role="alert">
      <EmptyState text={text(error)} action={passing && <Button onClick={onRetry}>{t('retry')}</Button>} />
    </div>
  );
}

function Cells({ table, label }: { table: FileTable; label: string }) {
  const t = words.use();
  const c = common.use();
  const language = useLanguage();
  const note = useId();
  if (table.rows === 0) return <EmptyState text={t('empty')} />;
  const columns = Array.from({ length: table.shown_columns }, (_, place) => letters(place));
  const text = (cell: Cell) =>
    typeof cell === 'boolean' ? c(cell ? 'yes' : 'no') : cellText(cell, language);
  return (
    <>
      <p id={note} className="muted caption">
        {extent(table, t, language)}
      </p>
      <div className={css.scroll} tabIndex={0} role="region" aria-label={label} aria-describedby={note}>
        <table className={css.table}>
          <thead>
            <tr>
              <td className={css.corner}>
                <span className="visually-hidden">{t('row')}</span>
              </td>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: table.shown_rows }, (_, row) => (
              <tr key={row}>
                <th scope="row" className="figures">
                  {row + 1}
                </th>
                {columns.map((column, place) => {
                  const cell = table.cells[row]?.[place] ?? null;
                  return (
                    <td key={column} className={isRight(cell) ? css.right : undefined}>
                      {text(cell)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function extent(table: FileTable, t: ReturnType<typeof words.use>, language: Language): string {
  const count = (value: number) => formatDecimal(value);
  const said: string[] = [];
  if (table.shown_rows < table.rows)
    said.push(t('rowsCut', { shown: count(table.shown_rows), all: count(table.rows) }));
  if (table.shown_columns < table.columns)
    said.push(t('columnsCut', { shown: count(table.shown_columns), all: count(table.columns) }));
  if (table.shortened) said.push(t('cellsCut'));
  if (said.length === 0) return t('whole', { rows: count(table.rows), columns: count(table.columns) });
  return [...said, t('downloadHasAll')].join(language === 'zh' ? '' : ' ');
}

type Cell = FileTable['cells'][number][number];

const isRight = (cell: Cell) => typeof cell === 'object' && cell !== null;

function cellText(cell: Exclude<Cell, boolean>, language: Language): string {
  if (cell === null || typeof cell === 'string') return cell ?? '';
  switch (cell.type) {
    case 'date':
    case 'datetime':
      return documentDate(cell.value, language);
    case 'number':
      // How the sheet formats it is not known: grouped, a year or an order's number would be no longer what it is.
      return formatDecimal(cell.value, undefined, false);
    case 'time':
      return cell.value.replace(/:00$/, '');
    case 'duration':
      return cell.value;
  }
}

/** The letters by which spreadsheets name a column, counted from nought. */
function letters(place: number): string {
  const before = Math.floor(place / 26) - 1;
  return (before < 0 ? '' : letters(before)) + String.fromCharCode(65 + (place % 26));
}
