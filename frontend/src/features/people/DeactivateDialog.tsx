import { useQueries, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { AppDescription, HandedOver, Holdings, Person } from '@/api/types';
import { useText } from '@/i18n';
import { sentences } from '@/i18n/lists';
import { ConfirmDialog, ErrorState, Skeleton, toast } from '@/ui';
import { Field } from '@/ui/Inputs';
import { paths } from '@/ui/paths';
import { handOver, ownedBy } from './handOver';
import css from './people.module.css';
import { PersonSelect } from './PeopleSelect';
import { useEverybody } from './queries';
import { words } from './words';

/** Before somebody is made inactive: what he owns, what waits for him, and who takes it over. */
export function DeactivateDialog({
  person,
  onConfirm,
  onClose,
}: {
  person: Person;
  onConfirm: () => Promise<void>;
  onClose: () => void;
}) {
  const t = words.use();
  const text = useText();
  const [heir, setHeir] = useState<string | null>(null);
  const [told, tell] = useState<HandedOver | null>(null);
  const telling = useRef(false);
  const heirName = useEverybody().data?.find((one) => one.id === heir)?.name ?? '';
  const { data, error } = useQuery({
    queryKey: [...keys.people, person.id, 'holdings'],
    queryFn: () => api.get<Holdings>(`/people/${person.id}/holdings`),
    gcTime: 0,
  });
  const apps = [...new Set((data?.lists ?? []).map((list) => list.app))];
  const described = useQueries({
    queries: apps.map((app) => ({
      queryKey: keys.app(app),
      queryFn: () => api.get<AppDescription>(`/apps/${encodeURIComponent(app)}`),
      staleTime: 60_000,
    })),
  });
  const about = (app: string) => described[apps.indexOf(app)]?.data;
  const records = data?.lists.reduce((sum, list) => sum + list.records, 0) ?? 0;
  const confirm = async () => {
    if (heir && data) {
      const moved = await handOver(person.id, heir, data.lists);
      const handed = await api.post<HandedOver>(`/people/${person.id}/hand-over`, {
        to: heir,
        comment: t('handOverReason', { name: person.name }),
      });
      // What is left to do by hand is read first, with what was done of it.
      const more = handed.left.length > 0 || handed.named_by.length > 0;
      const done = sentences([
        records > 0 ? t('handedOver', { count: moved }) : null,
        handed.given > 0 && !more ? t('seatsGiven', { count: handed.given }) : null,
      ]);
      if (done) toast(done, { bad: moved < records });
      if (more) {
        telling.current = true;
        tell(handed);
        return;
      }
    }
    await onConfirm();
  };
  if (told)
    return (
      <ConfirmDialog
        key="told"
        danger
        title={t('deactivateTitle', { name: person.name })}
        confirm={t('deactivate')}
        onConfirm={onConfirm}
        onClose={onClose}
        text={
          <div className={css.holdings}>
            {told.given > 0 && <p>{t('seatsGiven', { count: told.given })}</p>}
            {told.left.length > 0 && <p>{t('seatsLeft', { count: told.left.length, name: heirName })}</p>}
            {told.named_by.length > 0 && (
              <>
                <p>{t('namedBy')}</p>
                <ul>
                  {told.named_by.map(({ app, flow }) => (
                    <li key={`${app}/${flow}`}>
                      {app} · {flow}:{' '}
                      <Link target="_blank" to={paths.build(app, '/settings')}>
                        {t('settingsOf', { app })}
                      </Link>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </div>
        }
      />
    );
  return (
    <ConfirmDialog
      danger
      title={t('deactivateTitle', { name: person.name })}
      confirm={t(heir ? 'deactivateAndHandOver' : 'deactivate')}
      onConfirm={confirm}
      onClose={() => {
        if (!telling.current) onClose();
      }}
      text={
        error ? (
          <ErrorState error={error} />
        ) : !data ? (
          <Skeleton height={80} />
        ) : (
          <div className={css.holdings}>
            <p>{t('activeHelp')}</p>
            {records === 0 && <p>{t('ownsNothing')}</p>}
            {records > 0 && (
              <>
                <p>{t('owns', { name: person.name })}</p>
                <ul>
                  {data.lists.map(({ app, entity, records: count }) => (
                    <li key={`${app}/${entity}`}>
                      <Link
                        target="_blank"
                        to={paths.list(app, entity, { filter: ownedBy(person.id), as: 'table' })}
                      >
                        {text(about(app)?.name) || app} · {text(about(app)?.entities[entity]?.name) || entity}
                      </Link>
                      : {t('recordCount', { count })}
                    </li>
                  ))}
                </ul>
              </>
            )}
            {data.seats > 0 && <p>{t('seatsWait', { count: data.seats })}</p>}
            {(records > 0 || data.seats > 0) && (
              <Field label={t('handOverTo')} help={t('handOverHelp')}>
                {(id) => (
                  <PersonSelect
                    id={id}
                    label={t('handOverTo')}
                    value={heir}
                    onChange={setHeir}
                    except={person.id}
                    active
                  />
                )}
              </Field>
            )}
          </div>
        )
      }
    />
  );
}
