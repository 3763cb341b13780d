import type { ImportPreview } from '@/api/types';
import { Select } from '@/ui/Select';
import css from './sheets.module.css';
import { TextReading } from './TextReading';
import { sheetWords } from './words';

/** What a person says about how a file is read; what is not said is recognised. */
export interface ReadingChoice {
  sheet?: string;
  header?: number;
  encoding?: string;
  separator?: string;
}

const HEADERS = 8;

export interface ReadingOptionsProps {
  preview: Pick<ImportPreview, 'reading' | 'head'>;
  choice: ReadingChoice;
  busy: boolean;
  onChange: (choice: ReadingChoice) => void;
}

/** How the file is read, with its first rows: each choice is read again at once. */
export function ReadingOptions({ preview, choice, busy, onChange }: ReadingOptionsProps) {
  const t = sheetWords.use();
  const { reading, head } = preview;
  const rows = Array.from({ length: HEADERS }, (_, index) => index + 1);
  if (!rows.includes(reading.header) && reading.header > 0) rows.push(reading.header);
  const headers = [
    ...rows.map((row) => ({ value: row, label: t('headerRow', { row }) })),
    { value: 0, label: t('headerNone') },
  ];
  const width = Math.max(...head.map((row) => row.cells.length));
  return (
    <details className={css.reading} open={reading.sheets.length > 1 || reading.header > 1 || undefined}>
      <summary>{t('reading')}</summary>
      <div className={css.choices}>
        {reading.sheets.length > 0 && (
          <label>
            {t('sheet')}
            <Select
              value={reading.sheet ?? undefined}
              aria-label={t('sheet')}
              disabled={busy}
              options={reading.sheets.map((sheet) => ({ value: sheet, label: sheet }))}
              onChange={(sheet: string) => onChange({ sheet })}
            />
          </label>
        )}
        <label>
          {t('header')}
          <Select
            value={reading.header}
            aria-label={t('header')}
            disabled={busy}
            options={headers}
            onChange={(header: number) => onChange({ ...choice, header })}
          />
        </label>
        {reading.format === 'csv' && (
          <TextReading
            reading={reading}
            busy={busy}
            onChange={(changed) =>
              onChange({ ...choice, ...changed, ...('separator' in changed && { header: undefined }) })
            }
          />
        )}
      </div>
      <div className={css.scroll} aria-busy={busy} tabIndex={0} role="region" aria-label={t('firstRows')}>
        <table className={css.head}>
          <tbody>
            {head.map((row) => (
              <tr key={row.row} className={row.row === reading.header ? css.named : undefined}>
                <th scope="row" className="figures">
                  {row.row}
                  {row.row === reading.header && <span className="visually-hidden"> {t('isHeader')}</span>}
                </th>
                {Array.from({ length: width }, (_, index) => (
                  <td key={index} className="truncate">
                    {row.cells[index]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
