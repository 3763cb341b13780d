import { useState } from 'react';
import { api } from '@/api/client';
import { Problem } from '@/api/problem';
import { recordsPath, useRefreshRecords } from '@/api/queries';
import type { ClaimAnswer, EntityDescription, PersonRef, RecordItem } from '@/api/types';
import { ActDialog } from '@/flows/ActDialog';
import { useLanguage } from '@/i18n';
import { listed } from '@/i18n/lists';
import { Button, toast, useProblemText } from '@/ui';
import { documentDate, shortDateTime } from '@/ui/dates';
import { usePoolOf } from './besides';
import { claimRecords } from './claims';
import { poolWords } from './poolWords';
import css from './record.module.css';

export interface PoolStripProps {
  app: string;
  type: EntityDescription;
  record: RecordItem;
  title: string;
  onGone: () => void;
}

/** Where a record stands in its pool: open to be claimed, or somebody's until a day. */
export function PoolStrip({ app, type, record, title, onGone }: PoolStripProps) {
  const p = poolWords.use();
  const language = useLanguage();
  const problemText = useProblemText();
  const refresh = useRefreshRecords();
  const { data } = usePoolOf(app, type, record.id, !record.deleted_at);
  const [busy, setBusy] = useState(false);
  const [acting, setActing] = useState<'release' | 'assign' | null>(null);
  const { pool, room } = data ?? {};
  if (!data || !pool?.enabled) return null;
  const open = !data.claimed_at;

  const claim = async () => {
    setBusy(true);
    try {
      const { refused } = await claimRecords(app, type.key, [record.id]);
      toast(refused[0] ?? p('claimed'), { bad: refused.length > 0 });
      refresh(app, type.key);
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setBusy(false);
    }
  };

  const places = data.give_back_to ?? [];
  const release = async (reason: string, to: string) => {
    await api.post(recordsPath(app, type.key, `/${record.id}/release`), {
      ...(reason ? { reason } : {}),
      ...(to ? { pool: to } : {}),
    });
    refresh(app, type.key);
    const there = places.find((one) => one.key === to) ?? places[0] ?? pool;
    toast(p('released', { pool: there.name }));
    // Who gives a record back may not see it any more.
    const seen = await api.get(recordsPath(app, type.key, `/${record.id}`)).catch(() => null);
    if (seen === null) onGone();
  };

  const handOut = async (person: PersonRef, reason: string) => {
    const answer = await api.post<ClaimAnswer>(recordsPath(app, type.key, '/hand-out'), {
      records: [record.id],
      person: person.id,
      ...(reason ? { reason } : {}),
    });
    const [item] = answer.items;
    if (item && 'error' in item) throw new Problem(item.error.status, { detail: item.error.detail });
    refresh(app, type.key);
    toast(p('handedOut', { name: person.name }));
  };

  const told = [
    open ? p('open') : data.last_day ? p('until', { day: documentDate(data.last_day, language) }) : p('kept'),
    data.contact_by && p('contactBy', { moment: shortDateTime(data.contact_by, language) }),
    open && data.why_not,
    open && data.may_claim && room?.hold != null && p('held', { held: room.held, hold: room.hold }),
    open &&
      data.may_claim &&
      room?.per_day != null &&
      p('today', { count: room.claimed_today, most: room.per_day }),
    open &&
      data.may_claim &&
      room?.department_hold != null &&
      p('department', { held: room.department_held, hold: room.department_hold }),
    data.hidden?.length && p('hidden', { fields: listed(data.hidden) }),
  ];
  return (
    <div className={`${css.trash} ${css.pool}`} role="status">
      <span>
        <strong>{pool.name}</strong> · {told.filter(Boolean).join(language === 'zh' ? '' : ' ')}
      </span>
      <span className={css.poolActs}>
        {open && data.may_claim && (
          <Button small look="primary" busy={busy} onClick={() => void claim()}>
            {p('claim')}
          </Button>
        )}
        {data.may_release && (
          <Button small onClick={() => setActing('release')}>
            {p('release')}
          </Button>
        )}
        {open && data.may_assign && (
          <Button small onClick={() => setActing('assign')}>
            {p('handOut')}
          </Button>
        )}
      </span>
      {acting === 'release' && (
        <ActDialog
          title={p('release')}
          text={<p>{p('releaseText', { title })}</p>}
          confirm={p('release')}
          option={
            places.length > 1
              ? { label: p('to'), values: places.map(({ key, name }) => ({ value: key, label: name })) }
              : undefined
          }
          onConfirm={({ comment, option }) => release(comment, option)}
          onClose={() => setActing(null)}
        />
      )}
      {acting === 'assign' && (
        <ActDialog
          title={p('handOut')}
          text={<p>{p('handOutText', { title })}</p>}
          confirm={p('handOut')}
          people={{ label: p('person'), many: false }}
          onConfirm={({ people, comment }) => handOut(people[0]!, comment)}
          onClose={() => setActing(null)}
        />
      )}
    </div>
  );
}
