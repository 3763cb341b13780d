import { DeleteOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { usePeopleFound } from '@/fields/peopleFound';
import { Select } from '@/ui/Select';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useMe } from '@/api/queries';
import type { AppDescription, EntityDescription, PlaceList, RecordItem, Share, ShareList } from '@/api/types';
import { Button, CardsSkeleton, Dialog, ErrorState, toast, useProblemText } from '@/ui';
import { words } from '../words';
import css from './share.module.css';

export interface ShareDialogProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  onClose: () => void;
}

type Right = 'see' | 'change';

/** With whom a record is shared; whoever may share it opens it to people, departments and teams. */
export function ShareDialog({ app, type, record, onClose }: ShareDialogProps) {
  const t = words.use();
  const problemText = useProblemText();
  const client = useQueryClient();
  const me = useMe().data?.person.id;
  const [holder, setHolder] = useState<string | null>(null);
  const [right, setRight] = useState<Right>('see');
  const [busy, setBusy] = useState(false);
  const address = recordsPath(app.key, type.key, `/${record.id}/shares`);
  const queryKey = [...keys.record(app.key, type.key, record.id), 'shares'];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<ShareList>(address, { signal }),
  });
  const mayShare = record.can.includes('share');

  const send = async (ask: () => Promise<ShareList>) => {
    setBusy(true);
    try {
      client.setQueryData(queryKey, await ask());
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const give = (to: string, kind: Right) =>
    send(() =>
      api.put<ShareList>(`${address}/${to}`, { rights: kind === 'change' ? ['see', 'change'] : ['see'] }),
    );
  const takeBack = (one: Share) => send(() => api.delete<ShareList>(`${address}/${one.kind}/${one.holder}`));
  const rights = [
    { value: 'see', label: t('may_see') },
    ...(record.can.includes('change') ? [{ value: 'change', label: t('shareChange') }] : []),
  ];

  return (
    <Dialog title={t('share')} onClose={onClose} width={520}>
      {mayShare && (
        <form
          className={css.shareNew}
          onSubmit={(event) => {
            event.preventDefault();
            if (holder) void give(holder, right).then(() => setHolder(null));
          }}
        >
          <HolderChoice value={holder} label={t('shareWith')} onChange={setHolder} />
          <Select<Right>
            aria-label={t('shareRight')}
            value={right}
            options={rights as { value: Right; label: string }[]}
            onChange={setRight}
          />
          <Button type="submit" look="primary" disabled={!holder || busy}>
            {t('share')}
          </Button>
        </form>
      )}
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <CardsSkeleton cards={1} />
      ) : data.items.length === 0 ? (
        <p className="muted">{t('sharedWithNobody')}</p>
      ) : (
        <ul className={css.shares}>
          {data.items.map((one) => (
            <li key={`${one.kind}:${one.holder}:${one.by.id}`}>
              <div>
                <strong>{one.name}</strong>
                <div className="caption muted">
                  {t('sharedBy', { name: one.by.name })}
                  {' · '}
                  {one.rights.includes('change') ? t('shareChange') : t('may_see')}
                </div>
              </div>
              {(mayShare || one.by.id === me) && (
                <Button
                  look="quiet"
                  icon={<DeleteOutlined />}
                  aria-label={t('shareTakeBack', { name: one.name })}
                  disabled={busy}
                  onClick={() => void takeBack(one)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** A person, department or team, found by typing; its value is the end of the share's address. */
function HolderChoice({
  value,
  label,
  onChange,
}: {
  value: string | null;
  label: string;
  onChange: (holder: string | null) => void;
}) {
  const t = words.use();
  const [typed, setTyped] = useState('');
  const people = usePeopleFound(typed);
  const departments = usePlaces('departments');
  const teams = usePlaces('teams');
  const places = (kind: 'department' | 'team', items: PlaceList['items'] = []) =>
    items
      .filter((one) => one.name.toLowerCase().includes(typed.toLowerCase()))
      .map((one) => ({ value: `${kind}/${one.id}`, label: one.name }));
  const groups = [
    {
      label: t('people'),
      options: people.people.map((one) => ({ value: `person/${one.id}`, label: one.name })),
    },
    { label: t('departments'), options: places('department', departments.data?.items) },
    { label: t('teams'), options: places('team', teams.data?.items) },
  ];
  return (
    <Select
      aria-label={label}
      placeholder={label}
      value={value}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={groups.filter((group) => group.options.length > 0)}
      fault={people.error ?? departments.error ?? teams.error}
      onChange={onChange}
    />
  );
}

function usePlaces(kind: 'departments' | 'teams') {
  return useQuery({
    queryKey: ['places', kind],
    queryFn: ({ signal }) => api.get<PlaceList>(`/${kind}`, { signal }),
    staleTime: 60_000,
  });
}
