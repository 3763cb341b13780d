import { ClockCircleOutlined, EllipsisOutlined } from '@ant-design/icons';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { besideVerbs, flowWords, mainVerbs } from '@/flows';
import type { InboxItem, Verb } from '@/flows';
import { useLanguage, useText } from '@/i18n';
import { Button, MenuButton, RelativeTime } from '@/ui';
import { minutesUntil } from '@/ui/dates';
import { useMinute } from '@/ui/useMinute';
import css from './inbox.module.css';
import type { Box } from './queries';
import { summaryText } from './summaryText';
import { words } from './words';

const CardTags = lazy(() => import('./CardTags').then((module) => ({ default: module.CardTags })));

export interface CardListProps {
  items: InboxItem[];
  box: Box;
  current: string | undefined;
  address: (id: string) => string;
  /** Present where a card carries its buttons. */
  onDecide?: (item: InboxItem, verb: Verb) => void;
  /** Present while several are being chosen. */
  picked?: ReadonlySet<string>;
  onPick?: (item: InboxItem, on: boolean) => void;
}

/** Requests as cards: what, who, how long, the fields that decide. */
export function CardList({ items, box, current, address, onDecide, picked, onPick }: CardListProps) {
  const t = words.use();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <ul className={css.cards} aria-label={t('list')} ref={list}>
      {items.map((item) => (
        <Card
          key={item.id}
          item={item}
          box={box}
          current={item.id === current}
          to={address(item.id)}
          onDecide={picked ? undefined : onDecide}
          picked={picked?.has(item.id)}
          onPick={onPick}
        />
      ))}
    </ul>
  );
}

/** Minutes before its time limit from which a request is shown as urgent. */
const SOON = 120;

interface CardProps {
  item: InboxItem;
  box: Box;
  current: boolean;
  to: string;
  onDecide?: (item: InboxItem, verb: Verb) => void;
  picked?: boolean;
  onPick?: (item: InboxItem, on: boolean) => void;
}

function Card({ item, box, current, to, onDecide, picked, onPick }: CardProps) {
  const t = words.use();
  const f = flowWords.use();
  const text = useText();
  const language = useLanguage();
  useMinute();
  // A limit is over with what it limits, and stands still while the request is halted.
  const passing = box !== 'done' && item.state === 'running' && !item.suspended;
  const left = item.due_at === null || !passing ? null : minutesUntil(item.due_at);
  const late = left !== null && left < 0;
  const main = mainVerbs(item.verbs).filter((verb) => verb !== 'return');
  const others = [...item.verbs.filter((verb) => verb === 'return'), ...besideVerbs(item.verbs)];
  return (
    <li
      className={css.card}
      data-current={current || undefined}
      data-picking={picked !== undefined || undefined}
    >
      {picked !== undefined && (
        <label className={css.pick}>
          <input
            type="checkbox"
            checked={picked}
            disabled={!item.suspended && !item.verbs.includes('approve') && !item.verbs.includes('reject')}
            aria-label={t('pick', { name: item.title || text(item.entity_name) })}
            onChange={(event) => onPick?.(item, event.target.checked)}
          />
        </label>
      )}
      <Link
        to={to}
        className={css.cardLink}
        aria-current={current || undefined}
        onClick={(event) => {
          // It is open already: nothing is left, so nothing is asked.
          if (current && !event.ctrlKey && !event.metaKey && !event.shiftKey) event.preventDefault();
        }}
      >
        <span className={css.cardTop}>
          <strong className="truncate">
            {item.unread && <span className={css.unread} role="img" aria-label={t('unread')} />}
            {item.title || text(item.entity_name)}
          </strong>
          <span className={`caption ${late ? css.late : left !== null && left < SOON ? css.soon : 'muted'}`}>
            {box === 'todo' && <ClockCircleOutlined aria-hidden />}{' '}
            {late ? (
              <>
                {t('overdue')} · <RelativeTime value={item.due_at ?? ''} />
              </>
            ) : left !== null && box === 'todo' ? (
              <>
                {t('dueIn')} <RelativeTime value={item.due_at ?? ''} />
              </>
            ) : (
              <RelativeTime value={item.opened_at} />
            )}
          </span>
        </span>
        <span className="muted caption truncate">
          {[
            text(item.flow_name),
            text(item.node_name),
            box !== 'mine' && item.initiator?.name,
            item.holder && f('onBehalf', { name: item.holder.name }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {item.summary.length > 0 && (
          <span className={css.summary}>
            {item.summary.map((line) => (
              <span key={line.key} className={css.fact}>
                <span className="muted caption">{text(line.label)}</span>
                <span className="figures truncate">{summaryText(line, language)}</span>
              </span>
            ))}
          </span>
        )}
        {(box !== 'todo' || item.suspended) && (
          <Suspense>
            <CardTags item={item} box={box} />
          </Suspense>
        )}
      </Link>
      {onDecide && item.verbs.length > 0 && (
        <div className={css.cardActs}>
          {main.map((verb) => (
            <Button
              key={verb}
              look={verb === 'reject' ? 'danger' : 'primary'}
              className={css.wide}
              onClick={() => onDecide(item, verb)}
            >
              {f(verb)}
            </Button>
          ))}
          {others.length > 0 && (
            <MenuButton
              label={t('moreActs')}
              iconOnly
              look="plain"
              entries={others.map((verb) => ({
                key: verb,
                label: f(verb),
                onSelect: () => onDecide(item, verb),
              }))}
            >
              <EllipsisOutlined />
            </MenuButton>
          )}
        </div>
      )}
    </li>
  );
}
