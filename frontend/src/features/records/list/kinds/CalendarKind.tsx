import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useEffect, useMemo, useState } from 'react';
import { fieldOf, titleOf } from '@/fields';
import { useLanguage } from '@/i18n';
import { Button, Dialog, EmptyState, ErrorState, TableSkeleton, useIsPhone } from '@/ui';
import { today as todayIn } from '@/ui/dates';
import { fieldsFor } from '../columnValue';
import { addDays, addMonths, daysBetween, dayText, monthStart, weekStart } from '../days';
import { entryColour } from '../entryColour';
import { both } from '../groups';
import css from '../list.module.css';
import { listWords } from '../listWords';
import { marksOf } from '../marks';
import { useChange } from '../useChange';
import { useListParameter } from '../useListState';
import { useWhole } from '../useWhole';
import own from './calendar.module.css';
import { EntryButton } from './CalendarEntry';
import type { EntryLook } from './CalendarEntry';
import { Grid } from './CalendarGrid';
import { DatesChoice } from './DatesChoice';
import type { KindProps } from './kind';
import type { Entry } from './lanes';
import { datesOf, isBackwards, laid, lyingOn, mayTake, pathOf, spanFields, spanOf, stepOf } from './spans';
import type { Grip } from './spans';

const MOST_ENTRIES = 2000;
const LANES = 4;
type Span = 'month' | 'week' | 'agenda';
const SPANS: Span[] = ['month', 'week', 'agenda'];

/** Records on the days from their start to their end; an entry is dragged to another day, or moved by keys. */
export function CalendarKind(props: KindProps) {
  const { app, type, view, filter, search, sort, edits, onOpen, onRows } = props;
  const t = listWords.use();
  const language = useLanguage();
  const phone = useIsPhone();
  const fields = useMemo(() => spanFields(type, view), [type, view]);
  const colour = view.colour_field ? fieldOf(type, view.colour_field) : undefined;
  const [at, setAt] = useListParameter('at');
  const [asked, setSpan] = useListParameter('span');
  const span = SPANS.find((one) => one === asked) ?? (phone ? 'agenda' : 'month');
  const today = todayIn();
  const day = /^\d{4}-\d{2}-\d{2}$/.test(at ?? '') ? (at as string) : today;
  const from = span === 'week' ? weekStart(day) : weekStart(monthStart(day));
  const weeks = span === 'week' ? 1 : Math.ceil(daysBetween(from, addMonths(monthStart(day), 1)) / 7);
  const to = addDays(from, weeks * 7);
  const card = (view.card ?? []).flatMap((key) => fieldOf(type, key) ?? []);
  const begin = fields ? [pathOf(fields.start)] : [];
  const list = useWhole(
    {
      app: app.key,
      entity: type.key,
      filter: both(filter, fields ? lyingOn(fields, from, to) : 'FALSE()'),
      sort: [...begin, ...sort.filter((key) => !begin.includes(key.replace('-', '')))].slice(0, 5),
      search,
      ...fieldsFor(
        type,
        [],
        [fields?.start.field.key, fields?.end?.field.key, colour?.key, ...card.map(({ key }) => key)],
      ),
      marks: marksOf(view.colours),
    },
    MOST_ENTRIES,
    Boolean(fields),
  );
  const items = list.data?.items;
  useEffect(() => onRows(items ?? []), [onRows, items]);
  const { asChanged, change } = useChange(app, type, edits);
  const entries = useMemo(
    () =>
      (items ?? []).flatMap((each): Entry[] => {
        const span = fields && spanOf(asChanged(each), fields);
        return span?.first && span.last ? [{ ...span, first: span.first, last: span.last }] : [];
      }),
    [items, asChanged, fields],
  );
  const [day2, showDay] = useState<string | null>(null);

  if (!fields) return <EmptyState text={t('notOffered')} />;
  if (list.error && !items) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <TableSkeleton />;

  const [month, next] = [monthStart(day), addMonths(monthStart(day), 1)];
  const inSight =
    span === 'agenda' ? entries.filter(({ first, last }) => first < next && last >= month) : entries;
  const backwards = inSight.filter(isBackwards).length;
  const move = (entry: Entry, grip: Grip, days: number) => {
    const { record } = entry;
    const step = stepOf(entry, grip, days);
    if (step === 0 || !mayTake(record, grip, fields)) return;
    const moved = laid(entry, grip, step);
    const title = titleOf(record, type.title);
    const name = (at: string) => dayText(at, language, { weekday: 'short', month: 'short', day: 'numeric' });
    const say =
      grip === 'all'
        ? t('movedTo', { title, day: name(moved.first) })
        : t('planOf', { title, from: name(moved.begins ?? moved.first), to: name(moved.ends ?? moved.last) });
    const { field } = (grip === 'end' && fields.end) || fields.start;
    void change(record, field, datesOf(entry, grip, step, fields), say);
  };
  const look: EntryLook = {
    app: app.key,
    title: type.title,
    start: fields.start,
    card,
    mayMove: (record, grip) => mayTake(record, grip, fields),
    toneOf: (record) => entryColour(record, colour, view.colours),
    onOpen,
    onMove: move,
  };
  const step = (by: number) => setAt(span === 'week' ? addDays(day, by * 7) : addMonths(day, by));
  const head =
    span === 'week'
      ? `${dayText(from, language, { month: 'short', day: 'numeric' })} – ${dayText(addDays(to, -1), language, { year: 'numeric', month: 'short', day: 'numeric' })}`
      : dayText(day, language, { year: 'numeric', month: 'long' });
  return (
    <div className={css.grouped}>
      <div className={css.kindBar}>
        <Button small icon={<LeftOutlined />} aria-label={t('earlier')} onClick={() => step(-1)} />
        <Button small onClick={() => setAt(null)}>
          {t('today')}
        </Button>
        <Button small icon={<RightOutlined />} aria-label={t('later')} onClick={() => step(1)} />
        <h2 className={own.head} aria-live="polite">
          {head}
        </h2>
        <DatesChoice type={type} fields={fields} />
        {backwards > 0 && (
          <span className={own.wrong} role="status">
            {t('endEarlier', { count: backwards })}
          </span>
        )}
        <span role="group" aria-label={t('span')} className={own.spans}>
          {SPANS.map((one) => (
            <Button
              key={one}
              small
              look={one === span ? 'plain' : 'quiet'}
              aria-pressed={one === span}
              onClick={() => setSpan(one)}
            >
              {t(one)}
            </Button>
          ))}
        </span>
      </div>
      {list.data?.cut && (
        <p className={css.batch} role="status">
          {t('tooMany', { count: MOST_ENTRIES })}
        </p>
      )}
      {span === 'agenda' ? (
        <Agenda entries={inSight} look={look} from={month} to={next} />
      ) : (
        <Grid
          entries={entries}
          look={look}
          from={from}
          weeks={weeks}
          today={today}
          month={span === 'month' ? day.slice(0, 7) : null}
          lanes={span === 'month' ? LANES : 24}
          onDay={showDay}
        />
      )}
      {day2 && (
        <Dialog
          title={dayText(day2, language, { dateStyle: 'full' })}
          width={420}
          onClose={() => showDay(null)}
          footer={<Button onClick={() => showDay(null)}>{t('close')}</Button>}
        >
          <ul className={own.dayList}>
            {entries
              .filter((entry) => entry.first <= day2 && entry.last >= day2)
              .map((entry) => (
                <li key={entry.record.id}>
                  <EntryButton
                    entry={entry}
                    look={{
                      ...look,
                      onOpen: (record) => {
                        showDay(null);
                        onOpen(record);
                      },
                    }}
                  />
                </li>
              ))}
          </ul>
        </Dialog>
      )}
    </div>
  );
}

interface AgendaProps {
  entries: Entry[];
  look: EntryLook;
  from: string;
  to: string;
}

/** Day by day, only those on which something is. */
function Agenda({ entries, look, from, to }: AgendaProps) {
  const t = listWords.use();
  const language = useLanguage();
  const days = Array.from({ length: daysBetween(from, to) }, (_, index) => addDays(from, index)).flatMap(
    (day) => {
      const found = entries.filter((entry) => entry.first <= day && entry.last >= day);
      return found.length > 0 ? [{ day, found }] : [];
    },
  );
  if (days.length === 0) return <EmptyState text={t('nothingHere')} />;
  return (
    <div className={own.agenda}>
      {days.map(({ day, found }) => (
        <section key={day} aria-label={dayText(day, language, { dateStyle: 'full' })}>
          <h3>{dayText(day, language, { weekday: 'long', month: 'long', day: 'numeric' })}</h3>
          <ul className={own.dayList}>
            {found.map((entry) => (
              <li key={entry.record.id}>
                <EntryButton entry={entry} look={look} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
