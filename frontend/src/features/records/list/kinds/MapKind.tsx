import { useEffect, useMemo, useState } from 'react';
import type { JsonValue } from '@/api/types';
import { FieldCell, fieldOf, titleOf, valueOf } from '@/fields';
import { useText } from '@/i18n';
import { Button, Dialog, EmptyState, ErrorState, TableSkeleton } from '@/ui';
import { fieldsFor } from '../columnValue';
import { entryColour } from '../entryColour';
import dialogs from '../dialogs.module.css';
import css from '../list.module.css';
import { listWords } from '../listWords';
import { marksOf } from '../marks';
import { useWhole } from '../useWhole';
import type { KindProps } from './kind';
import own from './map.module.css';
import type { Place } from './mapFrame';
import { degrees, MapSheet } from './MapSheet';

const MOST_PLACES = 2000;

function coordinatesOf(value: JsonValue): Pick<Place, 'latitude' | 'longitude' | 'name'> | null {
  if (!value || typeof value !== 'object' || Array.isArray(value)) return null;
  const latitude = Number(value.latitude ?? NaN);
  const longitude = Number(value.longitude ?? NaN);
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) return null;
  return { latitude, longitude, name: String(value.name ?? '') };
}

/** Places by their coordinates on an outline of the land, and as a list: nothing is asked of any map service. */
export function MapKind(props: KindProps) {
  const { app, type, view, filter, sort, search, batch, onOpen, onRows } = props;
  const t = listWords.use();
  const text = useText();
  const place =
    fieldOf(type, view.place_field ?? '') ??
    type.fields.find((field) => field.type === 'location' && field.readable);
  const colour = view.colour_field ? fieldOf(type, view.colour_field) : undefined;
  const card = (view.card ?? []).flatMap((key) => fieldOf(type, key) ?? []);
  const list = useWhole(
    {
      app: app.key,
      entity: type.key,
      filter,
      sort,
      search,
      batch,
      ...fieldsFor(type, [], [place?.key, colour?.key, ...card.map(({ key }) => key)]),
      marks: marksOf(view.colours),
    },
    MOST_PLACES,
    Boolean(place),
  );
  const items = list.data?.items;
  useEffect(() => onRows(items ?? []), [onRows, items]);
  const places = useMemo(
    () =>
      (items ?? []).flatMap((record): Place[] => {
        const found = place && coordinatesOf(valueOf(record, place.key));
        return found ? [{ record, ...found, tone: entryColour(record, colour, view.colours) }] : [];
      }),
    [items, place, colour, view.colours],
  );
  const [near, setNear] = useState<string | null>(null);
  const [spot, showSpot] = useState<Place[] | null>(null);

  if (!place) return <EmptyState text={t('notOffered')} />;
  if (list.error && !items) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <TableSkeleton />;
  if ((items ?? []).length === 0) return props.empty;
  if (places.length === 0) return <EmptyState text={t('noPlaces')} />;

  const without = (items ?? []).length - places.length;
  const lineOf = ({ record, latitude, longitude, name, tone }: Place) => (
    <li
      key={record.id}
      className={near === record.id ? own.nearLine : undefined}
      onPointerEnter={() => setNear(record.id)}
      onPointerLeave={() => setNear(null)}
    >
      <span className={own.dot} data-mark={tone} aria-hidden />
      <span className={dialogs.trashText}>
        <button
          type="button"
          className={`${css.titleLink} truncate`}
          onFocus={() => setNear(record.id)}
          onBlur={() => setNear(null)}
          onClick={() => {
            showSpot(null);
            onOpen(record);
          }}
        >
          {titleOf(record, type.title)}
        </button>
        <span className="muted caption">
          {name && `${name} · `}
          {degrees(latitude, 'N', 'S')}, {degrees(longitude, 'E', 'W')}
        </span>
        {card
          .filter((field) => valueOf(record, field.key) !== null)
          .map((field) => (
            <span key={field.key} className={own.fact}>
              <FieldCell app={app.key} field={field} record={record} compact />
            </span>
          ))}
      </span>
    </li>
  );
  return (
    <div className={own.map}>
      <MapSheet
        label={t('mapOf', { entity: text(type.name) })}
        title={type.title}
        places={places}
        near={near}
        onNear={setNear}
        onOpen={({ record }) => onOpen(record)}
        onSpot={showSpot}
      />
      <section className={own.places} aria-label={t('places')}>
        {list.data?.cut && <p className="muted caption">{t('tooMany', { count: MOST_PLACES })}</p>}
        {without > 0 && <p className="muted caption">{t('withoutPlace', { count: without })}</p>}
        <ul className={dialogs.trash}>{places.map(lineOf)}</ul>
      </section>
      {spot && (
        <Dialog
          title={t('placesHere', { count: spot.length })}
          width={420}
          onClose={() => showSpot(null)}
          footer={<Button onClick={() => showSpot(null)}>{t('close')}</Button>}
        >
          <ul className={dialogs.trash}>{spot.map(lineOf)}</ul>
        </Dialog>
      )}
    </div>
  );
}
