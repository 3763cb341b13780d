import { ArrowRightOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { Link } from 'react-router';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { paths } from '@/ui/paths';
import { DeleteDialog } from '../kit/ElementTools';
import type { Relation } from './relations';
import css from './relations.module.css';
import type { Relations } from './useRelations';
import { relationWords } from './words';

export interface EntityRelationsProps {
  app: string;
  state: Relations;
  entity: string;
  onConnect: (from: string) => void;
}

/** All relations of one entity in words: what it refers to, its rows, what refers to it. */
export function EntityRelations({ app, state, entity, onConnect }: EntityRelationsProps) {
  const w = relationWords.use();
  const text = useText();
  const [removing, setRemoving] = useState<Relation | null>(null);
  const { entities, relations } = state;
  const nameOf = (key: string) => text(entities[key]?.name) || key;
  const labelOf = ({ key, field }: Relation) => text(field['x-dougong'].label) || key;
  const out = relations.filter(({ from, kind }) => from === entity && kind !== 'rows');
  const rows = relations.filter(({ from, kind }) => from === entity && kind === 'rows');
  const back = relations.filter(({ from, to, kind }) => to === entity && from !== entity && kind !== 'rows');
  const parent = entities[entity]?.parent;
  const line = (relation: Relation, other: string, own: boolean) => {
    const label = labelOf(relation);
    const pointer = `/schema/properties/${relation.key}`;
    return (
      <li key={relation.id}>
        <span className={css.lineText}>
          <Link
            to={paths.build(app, `/data/${relation.from}?at=${encodeURIComponent(pointer)}`)}
            aria-label={w('edit', { name: label })}
          >
            {label}
          </Link>{' '}
          <ArrowRightOutlined aria-hidden className={own ? undefined : css.back} /> {nameOf(other)}
          {own && relation.kind !== 'rows' && (
            <small className="muted">
              {w(`onDelete_${(relation.field['x-dougong'].on_delete ?? 'clear') as 'clear'}`)}
            </small>
          )}
        </span>
        {own && (
          <Button
            small
            look="quiet"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={w('remove', { name: label })}
            disabled={entities[entity]?.title === relation.key}
            onClick={() => setRemoving(relation)}
          />
        )}
      </li>
    );
  };
  const group = (title: string, items: Relation[], own: boolean, other: (relation: Relation) => string) =>
    items.length > 0 && (
      <>
        <h4>{title}</h4>
        <ul>{items.map((relation) => line(relation, other(relation), own))}</ul>
      </>
    );
  return (
    <div className={css.relations}>
      {parent && (
        <p>
          {w('belongsTo')} <strong>{nameOf(parent)}</strong>
        </p>
      )}
      {group(w('refersTo'), out, true, ({ to }) => to)}
      {group(w('rowsOf'), rows, true, ({ to }) => to)}
      {group(w('referredBy'), back, false, ({ from }) => from)}
      {out.length + rows.length + back.length === 0 && !parent && <p className="muted">{w('nothing')}</p>}
      <div>
        <Button small icon={<PlusOutlined aria-hidden />} onClick={() => onConnect(entity)}>
          {w('add')}
        </Button>
      </div>
      {removing && (
        <DeleteDialog
          app={app}
          id={removing.id}
          name={labelOf(removing)}
          onDelete={() => state.remove(removing)}
          onClose={() => setRemoving(null)}
        />
      )}
    </div>
  );
}
