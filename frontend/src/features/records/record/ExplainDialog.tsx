import { CheckOutlined, MinusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { usePeopleFound } from '@/fields/peopleFound';
import { Select } from '@/ui/Select';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useMe } from '@/api/queries';
import type {
  AppDescription,
  EntityDescription,
  Explanation,
  RecordItem,
  RoleList,
  ShareList,
} from '@/api/types';
import { parseExpression } from '@/expressions';
import { useText } from '@/i18n';
import { bracketed } from '@/i18n/lists';
import { CardsSkeleton, Dialog, ErrorState } from '@/ui';
import { words } from '../words';
import css from './explain.module.css';

export interface ExplainDialogProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  onClose: () => void;
}

/** What can be done with one record; creating and importing are not about this one. */
const ACTIONS = [
  'see',
  'change',
  'delete',
  'assign',
  'merge',
  'share',
  'print',
  'export',
  'approve',
  'run',
] as const;

type Ground = Explanation['actions'][string][number];
type Lack = Explanation['missing'][string][number];

/** Why a person may see a record and act on it, and what is missing for the rest. */
export function ExplainDialog({ app, type, record, onClose }: ExplainDialogProps) {
  const t = words.use();
  const text = useText();
  const me = useMe().data;
  const administrator = me?.person.administrator ?? false;
  const [person, setPerson] = useState<string | null>(null);
  const asked = person && person !== me?.person.id ? person : undefined;
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.record(app.key, type.key, record.id), 'explain', asked ?? ''],
    queryFn: ({ signal }) =>
      api.get<Explanation>(recordsPath(app.key, type.key, `/${record.id}/explain`), {
        signal,
        query: { person: asked },
      }),
  });
  const shares =
    useQuery({
      queryKey: [...keys.record(app.key, type.key, record.id), 'shares'],
      queryFn: ({ signal }) =>
        api.get<ShareList>(recordsPath(app.key, type.key, `/${record.id}/shares`), { signal }),
      retry: false,
    }).data?.items ?? [];
  const roles =
    useQuery({
      queryKey: ['roles', app.key],
      queryFn: ({ signal }) => api.get<RoleList>('/roles', { signal, query: { app: app.key } }),
      staleTime: 60_000,
    }).data?.items ?? [];
  const roleName = (key: string | undefined) =>
    text(roles.find((role) => role.key === key)?.name) || key || '';
  const ground = (one: Ground) =>
    one.kind === 'administrator'
      ? t('becauseAdministrator')
      : one.kind === 'share'
        ? t('becauseShared')
        : t('becauseRole', { role: roleName(one.role) });
  const lack = (one: Lack) =>
    one.kind === 'rows'
      ? t('lacksRows', { role: roleName(one.role) })
      : t(one.fits ? 'lacksRole' : 'lacksRoleRows', { role: roleName(one.role) });
  const place = { app: app.key, entity: type.key, formulas: administrator };
  const lacks = data?.missing ?? {};
  // The usual acts always stand there; the rarer ones only when they are given.
  const actions = ACTIONS.filter((action, at) => at < 3 || (data?.actions[action]?.length ?? 0) > 0);
  const sees = (data?.actions.see?.length ?? 0) > 0;
  const readable = data
    ? type.fields.filter((field) => (data.fields[field.key]?.read.length ?? 0) > 0 || data.administrator)
    : [];
  const hidden = data && sees ? type.fields.filter((field) => !readable.includes(field)) : [];
  return (
    <Dialog title={t(administrator ? 'explain' : 'explainWhy')} onClose={onClose} width={560}>
      {administrator && (
        <div className={css.explainWho}>
          <label htmlFor="explain-person">{t('explainFor')}</label>
          <PersonChoice
            value={person ?? me?.person.id ?? null}
            label={t('explainFor')}
            onChange={setPerson}
          />
        </div>
      )}
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <CardsSkeleton cards={2} />
      ) : (
        <>
          <p>
            <strong>
              {t(sees ? 'explainSees' : 'explainSeesNot', {
                name: data.person?.name ?? me?.person.name ?? '',
              })}
            </strong>
          </p>
          {data.administrator ? (
            <p className="muted">{t('administratorMay')}</p>
          ) : (
            <ul className={css.explain}>
              {actions.map((action) => {
                const given = data.actions[action] ?? [];
                const missed = lacks[action] ?? [];
                const may = given.length > 0;
                return (
                  <li key={action}>
                    <span className={css.explainMark} data-may={may || undefined} aria-hidden>
                      {may ? <CheckOutlined /> : <MinusOutlined />}
                    </span>
                    <div>
                      <span className={may ? css.explainAction : 'muted'}>
                        {t(`may_${action}`)}
                        {!may && <span className="visually-hidden">{bracketed('', t('mayNot'))}</span>}
                      </span>
                      <ul>
                        {given.map((one, index) => (
                          <Line key={index} place={place} text={ground(one)} rows={one.rows} />
                        ))}
                        {!may &&
                          missed.map((one, index) => (
                            <Line key={index} place={place} text={lack(one)} rows={one.rows} />
                          ))}
                        {!may && missed.length === 0 && <li>{t('lacksAny')}</li>}
                      </ul>
                    </div>
                  </li>
                );
              })}
            </ul>
          )}
          {hidden.length > 0 && (
            <p className="muted">
              {t('explainHidden', { fields: hidden.map((field) => text(field.label)).join(t('listComma')) })}
            </p>
          )}
          {shares.length > 0 && (
            <>
              <h3>{t('sharedWith')}</h3>
              <ul className={css.explainShares}>
                {shares.map((one) => (
                  <li key={`${one.kind}:${one.holder}:${one.by.id}`}>
                    {one.name}{' '}
                    <span className="muted caption">
                      {one.rights.includes('change') ? t('shareChange') : t('may_see')} ·{' '}
                      {t('sharedBy', { name: one.by.name })}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Dialog>
  );
}

interface LineProps {
  place: { app: string; entity: string; formulas: boolean };
  text: string;
  rows?: string | null;
}

/** A reason, with the condition on the record that it rests on in plain words; administrators see its text too. */
function Line({ place: { app, entity, formulas }, text, rows }: LineProps) {
  const say = useText();
  const t = words.use();
  const { data, isPending } = useQuery({
    queryKey: ['expression', app, entity, 'grant', rows ?? ''],
    queryFn: ({ signal }) => parseExpression({ app, entity, context: 'grant', text: rows ?? '' }, signal),
    enabled: Boolean(rows),
    staleTime: Infinity,
    retry: false,
  });
  const reading = say(data?.reading);
  return (
    <li>
      {text}
      {rows && reading && <span className={css.explainReading}>{t('recordsWhere', { rows: reading })}</span>}
      {rows && !isPending && (formulas || !reading) && <code className={css.explainRows}>{rows}</code>}
    </li>
  );
}

/** One person, found by typing. */
function PersonChoice({
  value,
  label,
  onChange,
}: {
  value: string | null;
  label: string;
  onChange: (person: string) => void;
}) {
  const [typed, setTyped] = useState('');
  const me = useMe().data?.person;
  const found = usePeopleFound(typed).people;
  const people = me && !typed && !found.some((person) => person.id === me.id) ? [me, ...found] : found;
  return (
    <Select
      id="explain-person"
      aria-label={label}
      style={{ width: '100%' }}
      value={value}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={people.map((person) => ({ value: person.id, label: person.name }))}
      onChange={onChange}
    />
  );
}
