import { CloseOutlined, DeleteOutlined, EditOutlined, MergeCellsOutlined } from '@ant-design/icons';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useRefreshRecords } from '@/api/queries';
import type { EntityDescription, RecordItem } from '@/api/types';
import { useLostText } from '@/forms';
import { statements } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { Button, ConfirmDialog, toast, useProblemText } from '@/ui';
import { paths } from '@/ui/paths';
import { MOST_MERGED } from '../merge/api';
import { words } from '../words';
import { allIds, fetchRecords, MOST_PICKED, runBatch } from './batches';
import type { Edits } from './edits';
import css from './list.module.css';
import { listWords } from './listWords';

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
  onSelect: (keys: ReadonlySet<string>) => void;
}

/** Takes the place of the count when rows are picked. */
export function BulkBar({ app, type, rows, list, count, selected, edits, onSelect }: BulkBarProps) {
  const t = words.use();
  const k = listWords.use();
  const shared = common.use();
  const navigate = useNavigate();
  const refresh = useRefreshRecords();
  const lost = useLostText();
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null);
  const [fetching, setFetching] = useState(false);
  const problemText = useProblemText();
  const onClear = () => onSelect(new Set());
  const ids = useMemo(() => [...selected], [selected]);
  const more = count !== null && count > selected.size && rows.length <= selected.size;

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
    const failed = answers.filter((item) => 'error' in item).length + ids.length - records.length;
    const unseen = answers.filter((item) => 'visible' in item).length;
    refresh(app, type.key);
    const done = ids.length - failed;
    const told = failed ? t('bulkPartly', { done, failed }) : t('bulkDone', { count: done });
    toast(unseen > 0 ? statements([told, lost.some(unseen)]) : told, { bad: failed > 0, long: unseen > 0 });
    onClear();
  };

  return (
    <div className={`${css.foot} ${css.bulk}`} role="region" aria-label={shared('actions')}>
      <strong>{t('selected', { count: selected.size })}</strong>
      {type.actions.includes('change') && (
        <Button small icon={<EditOutlined />} onClick={() => setDoing('edit')}>
          {t('bulkEdit')}
        </Button>
      )}
      {type.actions.includes('merge') && selected.size > 1 && selected.size <= MOST_MERGED && (
        <Button
          small
          icon={<MergeCellsOutlined />}
          onClick={() => void navigate(paths.merge(app, type.key, ids))}
        >
          {k('mergePicked')}
        </Button>
      )}
      {type.actions.includes('delete') && (
        <Button small look="danger" icon={<DeleteOutlined />} onClick={() => setDoing('delete')}>
          {t('bulkDelete')}
        </Button>
      )}
      {more && (
        <Button small look="quiet" busy={fetching} onClick={() => void selectAll()}>
          {k('selectAllFound', { count: Math.min(count, MOST_PICKED) })}
        </Button>
      )}
      <span style={{ flex: 1 }} />
      <Button small look="quiet" icon={<CloseOutlined />} onClick={onClear}>
        {t('clearSelection')}
      </Button>
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
            onDone={onClear}
          />
        </Suspense>
      )}
    </div>
  );
}
