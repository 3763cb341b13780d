import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { DateTimeText } from '@/ui/display';
import { ErrorState } from '@/ui/ErrorState';
import { Skeleton } from '@/ui/Skeletons';
import { toast } from '@/ui/toast';
import { draftApi } from '../draft/api';
import { differences } from '../draft/compare';
import type { DocumentBase } from '../draft/documents';
import { resolveConflict, useDraftStore } from '../draft/store';
import type { OpenDocument } from '../draft/store';
import { usePlaceWord } from '../kit/placeWords';
import { spokenPlace } from '../kit/spokenPlace';
import { words } from '../words';
import css from './shell.module.css';

/** Two people edited one element: nothing is overwritten without a word. */
export function ConflictDialog({ app }: { app: string }) {
  const id = useDraftStore((state) =>
    Object.keys(state.open).find(
      (each) => state.open[each]?.app === app && state.open[each]?.state === 'conflict',
    ),
  );
  const open = useDraftStore((state) => (id ? state.open[id] : undefined));
  return id && open ? <Conflict key={id} id={id} open={open} /> : null;
}

/** Who wrote when, what each of the two changed, and both ways on; either can be undone. */
function Conflict({ id, open }: { id: string; open: OpenDocument }) {
  const t = words.use();
  const text = useText();
  const word = usePlaceWord();
  const [busy, setBusy] = useState(false);
  const present = useQuery({
    queryKey: ['draft-conflict', id, open.version],
    queryFn: () => draftApi.read(open.app, open.kind, open.key),
    retry: false,
    gcTime: 0,
  });
  const mine = open.editing.document;
  const theirs = present.data;
  const found = theirs ? differences(open.acknowledged ?? {}, mine, theirs.document) : [];
  const settle = (keep: 'mine' | 'theirs') => {
    setBusy(true);
    void resolveConflict(id, keep)
      .then(() => toast(t(keep === 'theirs' ? 'tookTheirs' : 'keptMine')))
      .finally(() => setBusy(false));
  };
  const mark = (on: boolean) => (on ? t('conflictChanged') : '–');
  return (
    <Dialog
      locked
      width={560}
      title={t('conflictTitle')}
      onClose={() => undefined}
      footer={
        <>
          <Button disabled={busy || !theirs} onClick={() => settle('mine')}>
            {t('keepMine')}
          </Button>
          <Button look="primary" busy={busy} disabled={!theirs} onClick={() => settle('theirs')}>
            {t('takeTheirs')}
          </Button>
        </>
      }
    >
      {present.error ? (
        <ErrorState error={present.error} onRetry={() => void present.refetch()} />
      ) : !theirs ? (
        <Skeleton height={80} />
      ) : (
        <>
          <p>
            {t('conflictWho', {
              person: theirs.changed_by?.name ?? '',
              name: text((theirs.document as DocumentBase).name) || open.key,
            })}{' '}
            {theirs.changed_at && <DateTimeText value={theirs.changed_at} />}
          </p>
          <table className={css.differences}>
            <thead>
              <tr>
                <th scope="col">{t('conflictPart')}</th>
                <th scope="col">{t('conflictTheirs')}</th>
                <th scope="col">{t('conflictMine')}</th>
              </tr>
            </thead>
            <tbody>
              {found.map((each) => (
                <tr key={each.pointer} data-both={each.mine && each.theirs}>
                  <th scope="row">{spokenPlace(each.pointer, each.holder, text, word)}</th>
                  <td>{mark(each.theirs)}</td>
                  <td>{mark(each.mine)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="muted caption">{t('conflictText')}</p>
        </>
      )}
    </Dialog>
  );
}
