import { PictureOutlined } from '@ant-design/icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { FieldCell, fieldOf, titleOf, valueOf } from '@/fields';
import { fileAddress, idsOf } from '@/fields/uploads';
import { useText } from '@/i18n';
import { CardsSkeleton, ErrorState } from '@/ui';
import { fieldsFor } from '../columnValue';
import css from '../list.module.css';
import { listWords } from '../listWords';
import { marksOf, toneOf } from '../marks';
import { useRecords } from '../queries';
import own from './gallery.module.css';
import type { KindProps } from './kind';

const WIDTH = 240;
const GAP = 12;
const FIELDS = 3;

/** Cards with a picture; as many in a row as there is room for. */
export function GalleryKind(props: KindProps) {
  const { app, type, view, columns, filter, sort, search, batch, onRows, onOpen } = props;
  const t = listWords.use();
  const text = useText();
  const picture =
    fieldOf(type, view.picture_field ?? '') ??
    type.fields.find((field) => field.type === 'image' && field.readable);
  const keys =
    view.card ??
    columns.flatMap(({ key, through }) => (through || key === type.title ? [] : [key])).slice(0, FIELDS);
  const card = keys.flatMap((key) => (key === picture?.key ? [] : (fieldOf(type, key) ?? [])));
  const list = useRecords({
    app: app.key,
    entity: type.key,
    filter,
    sort,
    search,
    batch,
    ...fieldsFor(type, [], [picture?.key, ...card.map(({ key }) => key)]),
    marks: marksOf(view.colours),
  });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  useEffect(() => onRows(rows), [onRows, rows]);
  const scroller = useRef<HTMLUListElement>(null);
  const [room, setRoom] = useState(1000);
  const shownYet = rows.length > 0;
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [shownYet]);
  const across = Math.max(1, Math.floor((room - GAP) / (WIDTH + GAP)));
  const lines = Math.ceil(rows.length / across);
  const height = 150 + 44 + card.length * 24;
  const virtual = useVirtualizer({
    count: lines,
    getScrollElement: () => scroller.current,
    estimateSize: () => height + GAP,
    overscan: 2,
    initialRect: { width: 1000, height: 700 },
  });
  useEffect(() => virtual.measure(), [virtual, height, across]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (lines > 0 && last >= lines - 3 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, lines, hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (list.error && rows.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <CardsSkeleton cards={4} />;
  if (rows.length === 0) return props.empty;
  return (
    <ul
      ref={scroller}
      className={`${own.gallery} ${list.isPlaceholderData ? css.stale : ''}`}
      aria-label={text(type.name)}
    >
      <li aria-hidden style={{ height: virtual.getTotalSize() }} />
      {shown.flatMap(({ index, start }) =>
        rows.slice(index * across, (index + 1) * across).map((record, column) => {
          const [first] = picture ? idsOf(valueOf(record, picture.key)) : [];
          const title = titleOf(record, type.title);
          return (
            <li
              key={record.id}
              className={own.place}
              style={{
                width: `calc((100% - ${GAP * (across + 1)}px) / ${across})`,
                height,
                insetInlineStart: `calc(${GAP}px + (100% - ${GAP}px) / ${across} * ${column})`,
                transform: `translateY(${start + GAP}px)`,
              }}
            >
              <div
                className={own.card}
                data-tone={toneOf(view.colours, record)}
                onClick={(event) => {
                  if (!(event.target as HTMLElement).closest('a,button')) onOpen(record);
                }}
              >
                {first ? (
                  <img className={own.picture} src={fileAddress(first)} alt="" loading="lazy" />
                ) : (
                  <span className={own.none} title={t('noPicture')}>
                    <PictureOutlined aria-hidden />
                    <span className="visually-hidden">{t('noPicture')}</span>
                  </span>
                )}
                <button
                  type="button"
                  className={`${css.titleLink} ${own.title} truncate`}
                  onClick={() => onOpen(record)}
                >
                  {title}
                </button>
                {card.map((field) => (
                  <div key={field.key} className={own.line}>
                    <span className="muted truncate">{text(field.label)}</span>
                    <span className="truncate">
                      <FieldCell app={app.key} field={field} record={record} compact />
                    </span>
                  </div>
                ))}
              </div>
            </li>
          );
        }),
      )}
    </ul>
  );
}
