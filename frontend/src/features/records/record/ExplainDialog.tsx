import { CheckOutlined, MinusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useMe } from '@/api/queries';
import type { AppDescription, EntityDescription, Explanation, RecordItem } from '@/api/types';
import { PersonSelect } from '@/features/people/PeopleSelect';
import { useRolesOf } from '@/features/people/queries';
import { useText } from '@/i18n';
import { CardsSkeleton, Dialog, ErrorState, FormulaReading } from '@/ui';
import { words } from '../words';
import css from './record.module.css';

export interface ExplainDialogProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  onClose: () => void;
}

const ORDER = ['see', 'create', 'change', 'delete', 'export', 'import'];
const rank = (action: string) => (ORDER.includes(action) ? ORDER.indexOf(action) : ORDER.length);

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
  const roles = useRolesOf([app.key])[app.key] ?? [];
  const roleName = (key: string | undefined) =>
    text(roles.find((role) => role.key === key)?.name) || key || '';
  const actionName = (action: string) => (ORDER.includes(action) ? t(`may_${action}` as 'may_see') : action);
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
  const actions = data
    ? [...new Set([...Object.keys(data.actions), ...Object.keys(data.missing)])].sort(
        (a, b) => rank(a) - rank(b),
      )
    : [];
  const readable = data
    ? type.fields.filter((field) => (data.fields[field.key]?.read.length ?? 0) > 0 || data.administrator)
    : [];
  const hidden = data && data.sees ? type.fields.filter((field) => !readable.includes(field)) : [];
  return (
    <Dialog title={t('explain')} onClose={onClose} width={560}>
      {administrator && (
        <div className={css.explainWho}>
          <label htmlFor="explain-person">{t('explainFor')}</label>
          <PersonSelect
            id="explain-person"
            label={t('explainFor')}
            value={person ?? me?.person.id ?? null}
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
            <strong>{t(data.sees ? 'explainSees' : 'explainSeesNot', { name: data.person.name })}</strong>
          </p>
          <ul className={css.explain}>
            {actions.map((action) => {
              const given = data.actions[action] ?? [];
              const lacks = data.missing[action] ?? [];
              const may = given.length > 0;
              const formulas = may ? given : lacks;
              return (
                <li key={action}>
                  <span className={css.explainMark} data-may={may || undefined} aria-hidden>
                    {may ? <CheckOutlined /> : <MinusOutlined />}
                  </span>
                  <div>
                    <span className={may ? css.explainAction : 'muted'}>
                      {actionName(action)}
                      {!may && <span className="visually-hidden"> ({t('mayNot')})</span>}
                    </span>
                    <ul>
                      {given.map((one, index) => (
                        <li key={index}>{ground(one)}</li>
                      ))}
                      {!may && lacks.map((one, index) => <li key={index}>{lack(one)}</li>)}
                      {!may && lacks.length === 0 && <li>{t('lacksAny')}</li>}
                    </ul>
                    {[...new Set(formulas.flatMap((one) => (one.rows ? [one.rows] : [])))].map((rows) => (
                      <FormulaReading key={rows} reading={null} text={rows} />
                    ))}
                  </div>
                </li>
              );
            })}
          </ul>
          {hidden.length > 0 && (
            <p className="muted">
              {t('explainHidden', { fields: hidden.map((field) => text(field.label)).join(t('listComma')) })}
            </p>
          )}
        </>
      )}
    </Dialog>
  );
}
