import { DownloadOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { paths } from '@/ui/paths';
import { API_ROOT } from '@/api/client';
import type { AppDescription, EntityDescription, ImportResult, Job } from '@/api/types';
import { fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { EmptyState } from '@/ui';
import { buttonClass } from '@/ui/Button';
import { words } from '../words';
import css from './import.module.css';
import { importWords } from './words';
import { GivenMeanings } from './GivenMeanings';
import type { ValueMeanings } from './plan';
import { UnknownValues } from './UnknownValues';

export interface ImportOutcomeProps {
  app: AppDescription;
  type: EntityDescription;
  dry: boolean;
  job: Job | undefined;
  result: ImportResult | null;
  /** What unknown values mean, the proposed meanings among them. */
  values: ValueMeanings;
  /** Those that a person chose. */
  chosen: ValueMeanings;
  /** What was said in an earlier import. */
  remembered: ValueMeanings;
  /** Whether a meaning has been given since the check. */
  mended: boolean;
  onChange: (chosen: ValueMeanings) => void;
  /** References that may make what they do not find, and those that are asked to. */
  creatable: string[];
  making: string[];
  onMake: (keys: string[]) => void;
}

/** What a dry run found, or what the import did. */
export function ImportOutcome({
  app,
  type,
  dry,
  job,
  result,
  values,
  chosen,
  remembered,
  mended,
  onChange,
  creatable,
  making,
  onMake,
}: ImportOutcomeProps) {
  const t = words.use();
  const own = importWords.use();
  const text = useText();
  if (!result) {
    return (
      <EmptyState
        text={
          job?.state === 'cancelled'
            ? t('importCancelled')
            : t('importJobFailed', { reason: job?.error ?? job?.state ?? '' })
        }
      />
    );
  }
  const labelOf = (key: string | null) => (key === null ? '' : text(fieldOf(type, key)?.label) || key);
  return (
    <div>
      <h3>{t(dry ? 'importDryRun' : 'importDone')}</h3>
      <div className={`${css.figures} figures`}>
        <span>
          <strong>{result.created}</strong>
          {t('importCreated', { count: '' }).trim()}
        </span>
        <span>
          <strong>{result.updated}</strong>
          {t('importUpdated', { count: '' }).trim()}
        </span>
        {result.skipped > 0 && (
          <span>
            <strong>{result.skipped}</strong>
            {own('skipped')}
          </span>
        )}
        <span className={result.failed > 0 ? css.bad : undefined}>
          <strong>{result.failed}</strong>
          {t('importFailed', { count: '' }).trim()}
        </span>
      </div>
      {result.made.length > 0 && (
        <p>
          {result.made
            .map(({ field, count }) =>
              own('made', { count, field: text(fieldOf(type, field)?.label) || field }),
            )
            .join(' · ')}
        </p>
      )}
      <LikeRows
        open={dry}
        said={own('sameCount', { count: result.same.count })}
        count={result.same.count}
        head={own('record')}
        rows={result.same.items.map(({ row, id, title }) => ({
          row,
          like: (
            <Link to={paths.record(app.key, type.key, id)} target="_blank">
              {title || own('hidden')}
            </Link>
          ),
        }))}
      />
      <LikeRows
        open={dry}
        said={own('repeatedCount', { count: result.repeated.count })}
        count={result.repeated.count}
        head={own('likeRow')}
        rows={result.repeated.items.map(({ row, first }) => ({ row, like: first }))}
      />
      {dry && mended && <p role="status">{t('importMended')}</p>}
      {dry && result.unknown_values.length > 0 && (
        <UnknownValues
          {...{ type, values, chosen, onChange, creatable, making, onMake }}
          unknown={result.unknown_values}
        />
      )}
      {dry && <GivenMeanings {...{ type, chosen, remembered, onChange }} given={result.meanings} />}
      {result.problems.length > 0 && (
        <section className={css.block}>
          <h3>{t('importProblems')}</h3>
          <div className={css.scroll}>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t('importRow')}</th>
                  <th scope="col">{t('importColumn')}</th>
                  <th scope="col">{t('importProblem')}</th>
                </tr>
              </thead>
              <tbody>
                {result.problems.slice(0, 200).map((problem, index) => (
                  <tr key={index}>
                    <td className="figures">{problem.row}</td>
                    <td>
                      {problem.column || labelOf(problem.field)}
                      {problem.value !== null && (
                        <div className="muted caption truncate">{String(problem.value)}</div>
                      )}
                    </td>
                    <td>{problem.message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {result.error_file && (
        <p className={css.block}>
          <a className={buttonClass()} href={`${API_ROOT}/files/${result.error_file}`} download>
            <DownloadOutlined aria-hidden /> {t('importErrors')}
          </a>
        </p>
      )}
    </div>
  );
}

interface LikeRowsProps {
  open: boolean;
  said: string;
  /** How many there are; the first of them are listed. */
  count: number;
  head: string;
  rows: { row: number; like: ReactNode }[];
}

/** Rows that are like something else, each with that. */
function LikeRows({ open, said, count, head, rows }: LikeRowsProps) {
  const t = words.use();
  const own = importWords.use();
  if (count === 0) return null;
  return (
    <details className={css.block} open={open || undefined}>
      <summary>
        {said}
        {count > rows.length && ` (${own('sameFirst', { count: rows.length })})`}
      </summary>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('importRow')}</th>
              <th scope="col">{head}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, like }) => (
              <tr key={row}>
                <td className="figures">{row}</td>
                <td className="figures">{like}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
