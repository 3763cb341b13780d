import { PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { PersonRef, ProxyList } from '@/api/types';
import { PeoplePicker } from '@/flows/PeoplePicker';
import { useLanguage } from '@/i18n';
import { common } from '@/i18n/words';
import {
  Button,
  CardsSkeleton,
  ConfirmButton,
  Dialog,
  ErrorState,
  PersonName,
  StateTag,
  toast,
  useProblemText,
} from '@/ui';
import { personZone, shortDate, today } from '@/ui/dates';
import { Field, FieldPair, FieldStack, TextField } from '@/ui/Inputs';
import css from '../people.module.css';
import { accountWords } from './words';

dayjs.extend(utc);
dayjs.extend(timezone);

const key = ['me', 'proxies'];

/** Who decides in my place while I am away, and for whom I do. */
export function Away() {
  const t = accountWords.use();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<ProxyList>('/me/proxies', { signal }),
  });
  const end = async (id: string) => {
    await api.delete(`/me/proxies/${id}`);
    await client.invalidateQueries({ queryKey: key });
    toast(t('awayEnded'));
  };
  return (
    <section className={css.section} aria-labelledby="account-away">
      <div className={css.sectionHead}>
        <h2 id="account-away">{t('away')}</h2>
        <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {t('newAway')}
        </Button>
      </div>
      <p className="muted">{t('awayText')}</p>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <CardsSkeleton cards={1} />
      ) : (
        <>
          {data.items.length === 0 && <p className="muted">{t('noAway')}</p>}
          {data.items.length > 0 && (
            <ul className={css.rows} aria-label={t('away')}>
              {data.items.map((one) => (
                <li key={one.id} className={css.row}>
                  <PersonName name={one.proxy.name} />
                  <Period from={one.starts_at} until={one.ends_at} />
                  <ConfirmButton
                    small
                    look="danger"
                    danger
                    text={t('endAwayText', { name: one.proxy.name })}
                    confirm={t('endAway')}
                    aria-label={`${t('endAway')} ${one.proxy.name}`}
                    onConfirm={() => end(one.id)}
                  >
                    {t('endAway')}
                  </ConfirmButton>
                </li>
              ))}
            </ul>
          )}
          {data.acting_for.length > 0 && (
            <>
              <h3>{t('actingFor')}</h3>
              <ul className={css.rows} aria-label={t('actingFor')}>
                {data.acting_for.map((one) => (
                  <li key={one.id} className={css.row}>
                    <PersonName name={one.person.name} />
                    <Period from={one.starts_at} until={one.ends_at} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
      {adding && <NewProxy onClose={() => setAdding(false)} />}
    </section>
  );
}

function Period({ from, until }: { from: string; until: string }) {
  const t = accountWords.use();
  const language = useLanguage();
  const zone = personZone();
  const day = (moment: dayjs.Dayjs) => shortDate(moment.tz(zone).format('YYYY-MM-DD'), language);
  // The last day is the one before the moment at which it ends.
  const last = dayjs(until).subtract(1, 'millisecond');
  return (
    <>
      <span>{t('awayPeriod', { from: day(dayjs(from)), until: day(last) })}</span>
      {dayjs().isAfter(from) && <StateTag colour="green">{t('awayNow')}</StateTag>}
    </>
  );
}

function NewProxy({ onClose }: { onClose: () => void }) {
  const t = accountWords.use();
  const shared = common.use();
  const problemText = useProblemText();
  const client = useQueryClient();
  const [people, setPeople] = useState<PersonRef[]>([]);
  const [from, setFrom] = useState(today());
  const [until, setUntil] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const save = async () => {
    const [person] = people;
    if (!person || !from || !until) {
      setFault(t(person ? 'daysNeeded' : 'proxyNeeded'));
      return;
    }
    setBusy(true);
    setFault('');
    const zone = personZone();
    try {
      await api.post('/me/proxies', {
        proxy: person.id,
        starts_at: dayjs.tz(from, zone).toISOString(),
        ends_at: dayjs.tz(until, zone).add(1, 'day').toISOString(),
      });
      await client.invalidateQueries({ queryKey: key });
      void client.invalidateQueries({ queryKey: keys.inbox });
      toast(t('awaySaved', { name: person.name }));
      onClose();
    } catch (problem) {
      setFault(problemText(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('newAway')}
      onClose={onClose}
      width={440}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => void save()}>
            {shared('save')}
          </Button>
        </>
      }
    >
      <FieldStack onSubmit={() => void save()}>
        <Field label={t('proxy')}>
          {(id) => <PeoplePicker id={id} label={t('proxy')} value={people} onChange={setPeople} />}
        </Field>
        <FieldPair>
          <TextField label={t('from')} type="date" value={from} min={today()} onChange={setFrom} />
          <TextField label={t('until_day')} type="date" value={until} min={from} onChange={setUntil} />
        </FieldPair>
        {fault && (
          <p role="alert" style={{ color: 'var(--red-shade)' }}>
            {fault}
          </p>
        )}
      </FieldStack>
    </Dialog>
  );
}
