import { ApartmentOutlined, DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, ConfirmButton, EmptyState, ErrorState, PersonName, toast } from '@/ui';
import css from './people.module.css';
import { PlaceDialog } from './PlaceDialog';
import { useEverybody, usePlaces } from './queries';
import type { Place } from '@/api/types';
import type { PlaceKind } from './queries';
import { inTree } from './tree';
import { words } from './words';

/** Departments as a tree, teams with their members, positions. */
export function PlacesPanel({ kind, administrator }: { kind: PlaceKind; administrator: boolean }) {
  const t = words.use();
  const shared = common.use();
  const client = useQueryClient();
  const { data, error, refetch } = usePlaces(kind);
  const everybody = useEverybody(kind !== 'positions').data ?? [];
  const [editing, setEditing] = useState<Place | 'new' | null>(null);
  const nameOf = (id: string) => everybody.find((person) => person.id === id)?.name ?? '';
  const peopleIn = (department: string) =>
    everybody.filter((person) => person.active && person.department?.id === department).length;
  const refresh = () => {
    for (const key of [[kind], keys.people]) void client.invalidateQueries({ queryKey: key });
  };
  const remove = async (place: Place) => {
    await api.delete(`/${kind}/${place.id}`);
    refresh();
    toast(t('removed', { name: place.name }));
  };
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <CardsSkeleton />;
  const add = administrator && (
    <Button look="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
      {t(`new_${kind}`)}
    </Button>
  );
  const rows = kind === 'departments' ? inTree(data) : data.map((place) => ({ place, depth: 0 }));
  return (
    <div className={css.scroll}>
      {rows.length === 0 ? (
        <EmptyState icon={<ApartmentOutlined />} text={t(`empty_${kind}`)} action={add} />
      ) : (
        <>
          <div className={css.tools}>{add}</div>
          <ul className={css.places} aria-label={t(kind)}>
            {rows.map(({ place, depth }) => (
              <li key={place.id} className={css.place} style={{ paddingInlineStart: 16 + depth * 24 }}>
                <div className={css.placeText}>
                  <strong>{place.name}</strong>
                  {place.head && (
                    <span className="muted caption">
                      {t('head')}: {nameOf(place.head)}
                    </span>
                  )}
                  {kind !== 'positions' && (
                    <span className="muted caption">
                      {t('memberCount', { count: place.members?.length ?? peopleIn(place.id) })}
                    </span>
                  )}
                </div>
                {place.members && (
                  <div className={css.members}>
                    {place.members
                      .slice(0, 8)
                      .map((id) => (nameOf(id) ? <PersonName key={id} name={nameOf(id)} /> : null))}
                    {place.members.length > 8 && <span className="muted">+{place.members.length - 8}</span>}
                  </div>
                )}
                {administrator && (
                  <div className={css.placeActs}>
                    <Button
                      look="quiet"
                      icon={<EditOutlined />}
                      aria-label={`${shared('edit')} ${place.name}`}
                      onClick={() => setEditing(place)}
                    />
                    <ConfirmButton
                      look="quiet"
                      icon={<DeleteOutlined />}
                      aria-label={`${shared('remove')} ${place.name}`}
                      text={t('deleteText', { name: place.name })}
                      confirm={shared('remove')}
                      danger
                      onConfirm={() => remove(place)}
                    />
                  </div>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {editing && (
        <PlaceDialog
          kind={kind}
          place={editing === 'new' ? null : editing}
          all={data}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            refresh();
          }}
        />
      )}
    </div>
  );
}
