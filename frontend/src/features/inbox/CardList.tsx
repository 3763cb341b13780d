import { ClockCircleOutlined, EllipsisOutlined } from '@ant-design/icons';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { flowWords, stateColour } from '@/flows';
import type { InboxItem, Verb } from '@/flows';
import { useLanguage, useText } from '@/i18n';
import { Button, MenuButton, RelativeTime, StateTag } from '@/ui';
import { minutesUntil } from '@/ui/dates';
import { DecisionTag } from './DecisionTag';
import css from './inbox.module.css';
import { isPlain } from './isPlain';
import type { Box } from './queries';
import { summaryText } from './summaryText';
import { words } from './words';

export interface CardListProps {
  items: InboxItem[];
  box: Box;
  current: string | undefined;
  address: (id: string) => string;
  /** Present where a card carries its buttons. */
  onDecide?: (item: InboxItem, verb: Verb) => void;
}

/** Requests as cards: what, who, how long, the fields that decide. */
export function CardList({ items, box, current, address, onDecide }: CardListProps) {
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
          onDecide={onDecide}
        />
      ))}
    </ul>
  );
}

interface CardProps {
  item: InboxItem;
  box: Box;
  current: boolean;
  to: string;
  onDecide?: (item: InboxItem, verb: Verb) => void;
}

function Card({ item, box, current, to, onDecide }: CardProps) {
  const t = words.use();
  const f = flowWords.use();
  const text = useText();
  const language = useLanguage();
  const late = item.due_at !== null && minutesUntil(item.due_at) < 0;
  const verbs = item.verbs.filter(isPlain);
  const main = verbs.filter((verb) => verb !== 'return');
  const others = verbs.filter((verb) => verb === 'return');
  return (
    <li className={css.card} data-current={current || undefined}>
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
          <strong className="truncate">{item.title || text(item.entity_name)}</strong>
          <span className={`caption ${late ? css.late : 'muted'}`}>
            {box === 'todo' && <ClockCircleOutlined aria-hidden />}{' '}
            {late ? t('overdue') : <RelativeTime value={item.due_at ?? item.opened_at} />}
          </span>
        </span>
        <span className="muted caption truncate">
          {[text(item.flow_name), text(item.node_name), box !== 'mine' && item.initiator?.name]
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
        {box !== 'todo' && (
          <span className={css.tags}>
            {box === 'done' && <DecisionTag verb={item.verb} />}
            {(box === 'mine' || item.state !== 'running') && (
              <StateTag colour={stateColour[item.state]}>{f(item.state)}</StateTag>
            )}
          </span>
        )}
      </Link>
      {onDecide && verbs.length > 0 && (
        <div className={css.cardActs}>
          {[...main].reverse().map((verb) => (
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
