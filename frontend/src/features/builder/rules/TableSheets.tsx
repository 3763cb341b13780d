import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { api, uploadFile } from '@/api/client';
import type { SheetRead } from '@/api/types';
import { DropFile } from '@/sheets';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { useProblemText } from '@/ui/ErrorState';
import { MenuButton } from '@/ui/MenuButton';
import { StateTag } from '@/ui/StateTag';
import { appPath } from '../draft/api';
import type { TableDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import kit from '../kit/kit.module.css';
import css from './rules.module.css';
import { sheetWords } from './sheetWords';

interface TableSheetsProps {
  handle: DocumentHandle<TableDocument>;
  /** The columns by their labels, inputs first. */
  columns: string[];
}

const sheetPath = (handle: DocumentHandle<TableDocument>) =>
  appPath(handle.app, `/draft/table/${encodeURIComponent(handle.document.key)}/sheet`);

/** The table as a file, and a file as the table. */
export function TableSheets({ handle, columns }: TableSheetsProps) {
  const w = sheetWords.use();
  const [bringing, setBringing] = useState(false);
  const take = async (format: string) => {
    await handle.save();
    window.location.assign(`/api/v1${sheetPath(handle)}?format=${format}`);
  };
  return (
    <>
      <MenuButton
        small
        label={w('take')}
        entries={[
          { key: 'xlsx', label: w('takeXlsx'), onSelect: () => void take('xlsx') },
          { key: 'csv', label: w('takeCsv'), onSelect: () => void take('csv') },
        ]}
      >
        <DownloadOutlined aria-hidden /> {w('take')}
      </MenuButton>
      <Button
        small
        look="quiet"
        icon={<UploadOutlined aria-hidden />}
        onClick={() => void handle.save().then(() => setBringing(true))}
      >
        {w('bring')}
      </Button>
      {bringing && <BringDialog handle={handle} columns={columns} onClose={() => setBringing(false)} />}
    </>
  );
}

const COLOURS = { added: 'green', removed: 'red', changed: 'amber' } as const;

function BringDialog({ handle, columns, onClose }: TableSheetsProps & { onClose: () => void }) {
  const w = sheetWords.use();
  const c = common.use();
  const problemText = useProblemText();
  const [found, setFound] = useState<SheetRead | null>(null);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const read = async (file: File) => {
    setBusy(true);
    setError(undefined);
    setFound(null);
    try {
      const stored = await uploadFile(file);
      setFound(await api.post<SheetRead>(sheetPath(handle), { file: stored.id }));
    } catch (problem) {
      setError(problemText(problem));
    } finally {
      setBusy(false);
    }
  };
  const take = () => {
    const rows = (found?.document as unknown as TableDocument).rows;
    handle.change((draft) => {
      draft.rows = rows;
    });
    onClose();
  };
  const difference = found?.difference;
  const total = difference ? difference.added + difference.removed + difference.changed : 0;
  return (
    <Dialog
      title={w('bring')}
      width={760}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{c('cancel')}</Button>
          <Button look="primary" disabled={total === 0} onClick={take}>
            {w('takeIn')}
          </Button>
        </>
      }
    >
      <div className={kit.stack}>
        <p className="muted">{w('bringHelp')}</p>
        <DropFile busy={busy} onFile={(file) => void read(file)} />
        {error && (
          <p role="alert" className={kit.bad}>
            {error}
          </p>
        )}
        {found && difference && (
          <div role="status" className={kit.stack}>
            {found.problems.length > 0 && (
              <>
                <h3 className={css.changeHead}>{w('problems')}</h3>
                <ul className={css.plainList}>
                  {found.problems.map((one, at) => (
                    <li key={at} className={kit.bad}>
                      {one.cell && <strong>{one.cell} </strong>}
                      {one.message}
                    </li>
                  ))}
                </ul>
              </>
            )}
            <p>{total === 0 ? w('same') : w('counts', difference)}</p>
            {difference.rows.map((one, at) => (
              <div key={at} className={css.difference}>
                <StateTag colour={COLOURS[one.kind]}>{w(`kind_${one.kind}`)}</StateTag>
                <strong>{w('row', { at: one.row })}</strong>
                <Cells columns={columns} before={one.before} after={one.after} />
              </div>
            ))}
            {total > difference.rows.length && <p className="muted">{w('more')}</p>}
          </div>
        )}
      </div>
    </Dialog>
  );
}

type Row = SheetRead['difference']['rows'][number];

/** The cells of a row that differs: of a changed one those that are not as they were. */
function Cells({ columns, before, after }: { columns: string[] } & Pick<Row, 'before' | 'after'>) {
  const w = sheetWords.use();
  const old = before ?? [];
  const next = after ?? [];
  return (
    <span className={css.cells}>
      {columns.map((column, at) =>
        before && after && old[at] === next[at] ? null : (
          <span key={at}>
            <span className="muted">{column}: </span>
            {before && (
              <del>
                {after && <span className="visually-hidden">{w('before')} </span>}
                <code>{old[at] || '-'}</code>
              </del>
            )}
            {before && after && ' → '}
            {after && <code>{next[at] || '-'}</code>}
          </span>
        ),
      )}
    </span>
  );
}
