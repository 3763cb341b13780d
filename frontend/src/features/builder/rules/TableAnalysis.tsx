import { CheckCircleOutlined } from '@ant-design/icons';
import { sentences } from '@/i18n/lists';
import type { Name } from '@/expressions';
import { useCheck } from '../draft/api';
import { placeOfFile } from '../draft/documents';
import type { TableDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { hasFault } from '../shell/faults';
import css from './rules.module.css';
import { sheetWords } from './sheetWords';
import { leavesOpen } from './tableCells';

const FOUND = ['overlap', 'gap', 'never_reached', 'never_true', 'not_analysed'];

/** What the check looked for in a table and did not find; silence would read as if it had not looked. */
export function TableAnalysis({ handle, names }: { handle: DocumentHandle<TableDocument>; names: Name[] }) {
  const w = sheetWords.use();
  const { data: checked, isFetching } = useCheck(handle.app);
  const table = handle.document;
  const { problems, state } = handle.open;
  const unread = checked?.problems.some(
    (problem) =>
      problem.severity !== 'warning' &&
      problem.file &&
      placeOfFile(problem.file)?.kind === 'entity' &&
      placeOfFile(problem.file)?.key === table.entity,
  );
  if (table.rows.length === 0 || unread || hasFault(problems, '')) return null;
  if (problems.some((problem) => FOUND.includes(problem.code))) return null;
  const hit = table.hit ?? 'unique';
  return (
    <p className={css.analysed} role="status">
      {state !== 'saved' || !checked || isFetching ? (
        w('analysing')
      ) : (
        <>
          <CheckCircleOutlined aria-hidden />
          <span>
            {sentences([
              w('analysed', { rows: table.rows.length, inputs: (table.inputs ?? []).length }),
              w(`found_${hit}`),
              leavesOpen(table, names) ? w('leftOpen') : '',
            ])}
          </span>
        </>
      )}
    </p>
  );
}
