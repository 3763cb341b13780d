import { WarningFilled } from '@ant-design/icons';
import type { KeyboardEvent } from 'react';
import type { FieldDescription, RecordItem } from '@/api/types';
import { FieldCell, titleOf } from '@/fields';
import { useLanguage } from '@/i18n';
import type { Tone } from '@/ui';
import { dayText, timeOf } from '../days';
import { listWords } from '../listWords';
import own from './calendar.module.css';
import type { Entry } from './lanes';
import { gripOf, isBackwards, valueAt } from './spans';
import type { Grip, SpanEnd } from './spans';

/** How the entries of a calendar look and what they do. */
export interface EntryLook {
  app: string;
  title: string;
  start: SpanEnd;
  card: FieldDescription[];
  mayMove: (record: RecordItem, grip: Grip) => boolean;
  toneOf: (record: RecordItem) => Tone;
  onOpen: (record: RecordItem) => void;
  onMove: (entry: Entry, grip: Grip, days: number) => void;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** An entry: its time, its title, some of its fields; moved by keys. */
export function EntryButton({ entry, look }: { entry: Entry; look: EntryLook }) {
  const t = listWords.use();
  const language = useLanguage();
  const { record, first, last } = entry;
  const backwards = isBackwards(entry);
  const movable = look.mayMove(record, 'all');
  const help = [
    ...(backwards ? [t('endsEarlier')] : []),
    ...(movable ? [t('entryHelp')] : []),
    ...(look.mayMove(record, 'end') ? [t('stretchHelp')] : []),
  ];
  const time = timeOf(look.start.field, valueAt(record, look.start), language);
  const days = { month: 'short', day: 'numeric' } as const;
  const [begins, ends] = [entry.begins ?? first, entry.ends ?? last];
  const when =
    begins === ends
      ? dayText(begins, language, days)
      : `${dayText(begins, language, days)} – ${dayText(ends, language, days)}`;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const grip = gripOf(event);
    if (step === undefined || !grip || !look.mayMove(record, grip)) return;
    event.preventDefault();
    look.onMove(entry, grip, step);
  };
  const title = titleOf(record, look.title);
  return (
    <button
      type="button"
      className={own.entry}
      data-tone={look.toneOf(record)}
      title={[title, ...help].join(' · ')}
      onClick={() => look.onOpen(record)}
      onKeyDown={onKeyDown}
    >
      {backwards && <WarningFilled className={own.wrong} aria-hidden />}
      {time && <span className="figures">{time}</span>}
      <span className="truncate">
        {title}
        <span className="visually-hidden">{` ${[when, ...(backwards ? [t('endsEarlier')] : [])].join(', ')}`}</span>
      </span>
      {look.card.map((field) =>
        (record.values[field.key] ?? null) === null ? null : (
          <span key={field.key} className={`${own.detail} truncate`}>
            <FieldCell app={look.app} field={field} record={record} compact />
          </span>
        ),
      )}
    </button>
  );
}
