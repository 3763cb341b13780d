import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useMemo, useRef, useState } from 'react';
import { Button } from '@/ui/Button';
import { Choice } from './Choice';
import css from './condition.module.css';
import { ConditionLine } from './ConditionLine';
import { isGroup, isListCondition, isTextBlock } from './conditions';
import type { Condition, Group, Item, ListCondition } from './conditions';
import { ListLine } from './ListLine';
import { reachOf } from './reach';
import type { Sight } from './reach';
import { readConditions } from './reading';
import { TextLine } from './TextLine';
import { finishedOf } from './unfinished';
import type { ExpressionPlace } from './parse';
import { words } from './words';
import { writeConditions } from './writing';

export interface ConditionBuilderProps {
  sight: Sight;
  place: ExpressionPlace;
  value: string;
  onChange: (text: string) => void;
  /** Said where there is no condition. */
  empty?: string;
  /** Opens with one empty line, so that a filter takes three clicks. */
  startEmpty?: boolean;
  /** For a search: a line that is not finished does not count yet, instead of making the whole unfinished. */
  onlyFinished?: boolean;
}

/** Conditions as lines and groups: a view of the expression, which is all that is kept. */
export function ConditionBuilder({
  sight,
  place,
  value,
  onChange,
  empty,
  startEmpty,
  onlyFinished,
}: ConditionBuilderProps) {
  // Lines without a field have no text; they live here until they have.
  const [kept, setKept] = useState<{ text: string; group: Group } | null>(
    startEmpty && value === '' ? { text: '', group: { join: 'AND', items: [LINE] } } : null,
  );
  const read = useMemo(
    () => (kept && kept.text === value ? kept.group : readConditions(value, reachOf(sight))),
    [kept, value, sight],
  );
  if (!read) return null;
  const change = (group: Group) => {
    const text = writeConditions(onlyFinished ? finishedOf(group) : group);
    setKept({ text, group });
    if (text !== value) onChange(text);
  };
  return <GroupView group={read} sight={sight} place={place} onChange={change} empty={empty} />;
}

const LINE: Condition = { path: '', operator: '=', values: [] };
const LIST_LINE: ListCondition = {
  list: '',
  measure: 'has',
  value: '',
  where: { join: 'AND', items: [] },
  operator: '>=',
  values: [],
};

export interface GroupViewProps {
  group: Group;
  sight: Sight;
  place: ExpressionPlace;
  onChange: (group: Group) => void;
  onRemove?: () => void;
  empty?: string;
  /** How many groups and lists stand around this one. */
  depth?: number;
}

const DEEPEST = 4;
const JOINS = ['AND', 'OR', 'NOT OR', 'NOT AND'] as const;
const JOIN_WORDS = { AND: 'allOf', OR: 'anyOf', 'NOT OR': 'noneOf', 'NOT AND': 'notAllOf' } as const;

function joinOf({ join, not }: Group): (typeof JOINS)[number] {
  return not ? `NOT ${join}` : join;
}

function joinedBy({ items }: Group, join: string): Group {
  const next: Group = { join: join.endsWith('OR') ? 'OR' : 'AND', items };
  return join.startsWith('NOT') ? { ...next, not: true } : next;
}

/** Lines that hold together, with groups of lines among them. */
export function GroupView({ group, sight, place, onChange, onRemove, empty, depth = 0 }: GroupViewProps) {
  const t = words.use();
  const [added, setAdded] = useState(false);
  /** Lines keep what is typed in them by their place; when one goes, the others are made anew. */
  const [gone, setGone] = useState(0);
  const add = useRef<HTMLButtonElement>(null);
  const replace = (at: number, item: Item) =>
    onChange({ ...group, items: group.items.map((each, index) => (index === at ? item : each)) });
  const remove = (at: number) => {
    setGone(gone + 1);
    setAdded(false);
    onChange({ ...group, items: group.items.filter((_, index) => index !== at) });
    // With the keyboard one goes on here.
    add.current?.focus();
  };
  const append = (item: Item) => {
    setAdded(true);
    onChange({ ...group, items: [...group.items, item] });
  };
  const hasLists = sight.names.some((name) => name.kind === 'list');
  return (
    <div className={`${css.group} ${onRemove ? css.nested : ''}`} role={onRemove ? 'group' : undefined}>
      {group.items.length === 0 && empty && <span className="muted">{empty}</span>}
      {(group.items.length > 1 || group.not) && (
        <span className={css.join}>
          {t('joinBefore')}
          <Choice
            label={t('join')}
            value={joinOf(group)}
            onChange={(join) => onChange(joinedBy(group, join))}
            options={JOINS.map((join) => ({ value: join, label: t(JOIN_WORDS[join]) }))}
          />
          {t('joinAfter')}
        </span>
      )}
      {group.items.map((item, at) => (
        <ItemView
          key={`${gone} ${at}`}
          item={item}
          // Who adds a line goes on there, with the keyboard too.
          focused={added && at === group.items.length - 1}
          sight={sight}
          place={place}
          depth={depth}
          onChange={(next) => replace(at, next)}
          onRemove={() => remove(at)}
        />
      ))}
      <span className={css.foot}>
        <Button
          small
          look="quiet"
          ref={add}
          icon={<PlusOutlined aria-hidden />}
          onClick={() => append({ ...LINE })}
        >
          {t('addCondition')}
        </Button>
        {hasLists && depth < DEEPEST && (
          <Button
            small
            look="quiet"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => append({ ...LIST_LINE })}
          >
            {t('addList')}
          </Button>
        )}
        {group.items.length > 0 && depth < DEEPEST && (
          <Button
            small
            look="quiet"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => append({ join: group.join === 'AND' ? 'OR' : 'AND', items: [{ ...LINE }] })}
          >
            {t('addGroup')}
          </Button>
        )}
        {onRemove && (
          <Button small look="quiet" icon={<CloseOutlined aria-hidden />} onClick={onRemove}>
            {t('removeGroup')}
          </Button>
        )}
      </span>
    </div>
  );
}

interface ItemViewProps {
  item: Item;
  focused: boolean;
  sight: Sight;
  place: ExpressionPlace;
  depth: number;
  onChange: (item: Item) => void;
  onRemove: () => void;
}

function ItemView({ item, focused, sight, place, depth, onChange, onRemove }: ItemViewProps) {
  const shared = { place, onRemove, onChange };
  if (isGroup(item)) return <GroupView group={item} sight={sight} depth={depth + 1} {...shared} />;
  if (isTextBlock(item)) return <TextLine block={item} {...shared} />;
  if (isListCondition(item))
    return <ListLine condition={item} focused={focused} sight={sight} depth={depth} {...shared} />;
  return <ConditionLine condition={item} focused={focused} names={sight.names} {...shared} />;
}
