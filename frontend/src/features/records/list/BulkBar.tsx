import {
  CloseOutlined,
  DeleteOutlined,
  DownloadOutlined,
  EditOutlined,
  InboxOutlined,
  MergeCellsOutlined,
  SendOutlined,
} from '@ant-design/icons';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useRefreshRecords } from '@/api/queries';
import type { EntityDescription, RecordItem } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, ConfirmDialog, MenuButton, toast, useProblemText } from '@/ui';
import { paths } from '@/ui/paths';
import { MOST_MERGED } from '../merge/api';
import { claimRecords } from '../record/claims';
import { enrolRecords } from '../record/enrolments';
import { poolWords } from '../record/poolWords';
import { sequenceWords } from '../record/sequenceWords';
import { words } from '../words';
import { allIds, fetchRecords, MOST_PICKED, runBatch } from './batches';
import type { Edits } from './edits';
import css from './list.module.css';
import { listWords } from './listWords';
import type { Picking } from './picking';

const BulkEditDialog = lazy(() =>
  import('./BulkEditDialog').then((module) => ({ default: module.BulkEditDialog })),
);

export interface BulkBarProps {
  app: string;
  type: EntityDescription;
  rows: RecordItem[];
  /** What the list shows, so that all of it can be picked. */
  list: { filter: string; search: string; batch: string };
  count: number | null;
  selected: ReadonlySet<string>;
  edits: Edits;
  /** On a phone: the bar stands as long as cards are chosen, and ends that too. */
  picking: Picking | null;
  onExport: () => void;
  onSelect: (keys: ReadonlySet<string>) => void;
}

/** Takes the place of the count when rows are picked. */
export function BulkBar({
  app,
  type,
  rows,
  list,
  count,
  selected,
  edits,
  picking,
  onExport,
  onSelect,
}: BulkBarProps) {
  const t = words.use();
  const k = listWords.use();
  const p = poolWords.use();
  const s = sequenceWords.use();
  const text = useText();
  const shared = common.use();
  const navigate = useNavigate();
  const refresh = useRefreshRecords();
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null);
  const [fetching, setFetching] = useState(false);
  const problemText = useProblemText();
  const onClear = () => onSelect(new Set());
  const onDone = picking ? picking.leave : onClear;
  const ids = useMemo(() => [...selected], [selected]);
  const none = selected.size === 0;
  const enterable = type.sequences.filter((one) => one.enter);
  // A table picks the rows at hand by its head; cards have none.
  const more = count !== null && count > selected.size && (picking !== null || rows.length <= selected.size);

  const selectAll = async () => {
    setFetching(true);
    try {
      onSelect(new Set(await allIds(app, type.key, list)));
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setFetching(false);
    }
  };

  /** Each record by itself: one that is refused does not hold back the others. */
  const remove = async () => {
    const records = await fetchRecords(app, type.key, ids, [type.title]);
    const items = records.map((record) => ({ op: 'delete', id: record.id, version: record.version }));
    const answers = await runBatch(app, type.key, items);
    const removed = answers.flatMap((item) => ('error' in item ? [] : item.id));
    const count = removed.length;
    const failed = ids.length - count;
    refresh(app, type.key);
    const told = failed ? k('trashedPartly', { count, failed }) : k('trashed', { count });
    if (count > 0) {
      const edit = { what: k('edit_removed', { count }), removed };
      edits.note(edit);
      toast(told, {
        bad: failed > 0,
        action: { label: shared('undo'), onSelect: () => edits.undoThis(edit) },
      });
    } else toast(told, { bad: true });
    onDone();
  };

  /** Each record by itself; how many it was done with, and how many were refused. */
  const forEach = async (work: () => Promise<{ told: string; failed: number }>) => {
    setFetching(true);
    try {
      const { told, failed } = await work();
      toast(told, { bad: failed > 0 });
      refresh(app, type.key);
      onDone();
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setFetching(false);
    }
  };

  const claim = () =>
    forEach(async () => {
      const { claimed: count, refused } = await claimRecords(app, type.key, ids);
      const failed = refused.length;
      const told = failed
        ? p('claimedPartly', { count, failed, reason: refused[0] })
        : p('claimedMany', { count });
      return { told, failed };
    });

  const enrol = (sequence: string) =>
    forEach(async () => {
      const { entered: count, refused } = await enrolRecords(app, type.key, sequence, ids);
      const failed = refused.length;
      const told = failed
        ? s('enrolledPartly', { count, failed, reason: refused[0] })
        : s('enrolledMany', { count });
      return { told, failed };
    });

  const small = picking === null;
  const all = more && (
    <Button small={small} look="quiet" busy={fetching} onClick={() => void selectAll()}>
      {k('selectAllFound', { count: Math.min(count, MOST_PICKED) })}
    </Button>
  );
  const acts = (
    <>
      {type.actions.includes('change') && (
        <Button small={small} icon={<EditOutlined />} disabled={none} onClick={() => setDoing('edit')}>
          {t('bulkEdit')}
        </Button>
      )}
      {type.pooled && (
        <Button
          small={small}
          icon={<InboxOutlined />}
          disabled={none}
          busy={fetching}
          onClick={() => void claim()}
        >
          {p('claimPicked')}
        </Button>
      )}
      {enterable.length > 0 && !none && (
        <MenuButton
          small={small}
          look="plain"
          label={s('enrolPicked')}
          entries={enterable.map((one) => ({
            key: one.key,
            label: text(one.name) || one.key,
            onSelect: () => void enrol(one.key),
          }))}
        >
          <SendOutlined aria-hidden /> {s('enrolPicked')}
        </MenuButton>
      )}
      {type.actions.includes('merge') && selected.size > 1 && selected.size <= MOST_MERGED && (
        <Button
          small={small}
          icon={<MergeCellsOutlined />}
          onClick={() => void navigate(paths.merge(app, type.key, ids))}
        >
          {k('mergePicked')}
        </Button>
      )}
      {type.actions.includes('export') && (
        <Button small={small} icon={<DownloadOutlined />} disabled={none} onClick={onExport}>
          {t('export')}
        </Button>
      )}
      {type.actions.includes('delete') && (
        <Button
          small={small}
          look="danger"
          icon={<DeleteOutlined />}
          disabled={none}
          onClick={() => setDoing('delete')}
        >
          {t('bulkDelete')}
        </Button>
      )}
    </>
  );
  const told = <strong role="status">{t('selected', { count: selected.size })}</strong>;
  return (
    <div
      className={`${css.foot} ${css.bulk} ${picking ? css.picking : ''}`}
      role="region"
      aria-label={shared('actions')}
    >
      {picking ? (
        <>
          <div className={css.picked}>
            {told}
            {all || (
              <Button look="quiet" disabled={none} onClick={onClear}>
                {t('clearSelection')}
              </Button>
            )}
            <Button look="primary" onClick={picking.leave}>
              {shared('done')}
            </Button>
          </div>
          <div className={css.picked}>{acts}</div>
        </>
      ) : (
        <>
          {told}
          {acts}
          {all}
          <span style={{ flex: 1 }} />
          <Button small look="quiet" icon={<CloseOutlined />} onClick={onClear}>
            {t('clearSelection')}
          </Button>
        </>
      )}
      {doing === 'delete' && (
        <ConfirmDialog
          title={shared('confirmTitle')}
          text={t('bulkDeleteText', { count: selected.size })}
          confirm={t('bulkDelete')}
          danger
          onConfirm={remove}
          onClose={() => setDoing(null)}
        />
      )}
      {doing === 'edit' && (
        <Suspense>
          <BulkEditDialog
            app={app}
            type={type}
            ids={ids}
            edits={edits}
            onClose={() => setDoing(null)}
            onDone={onDone}
          />
        </Suspense>
      )}
    </div>
  );
}
