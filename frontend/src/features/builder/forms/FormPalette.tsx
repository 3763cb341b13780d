import { useDraggable } from '@dnd-kit/core';
import { AlignLeftOutlined, BlockOutlined, FolderOutlined, OrderedListOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useText } from '@/i18n';
import type { EntityDocument } from '../draft/documents';
import data from '../data/data.module.css';
import { fieldKind, fieldKinds } from '../data/fieldKinds';
import { dataWords } from '../data/words';
import { SearchBox } from '../kit/SearchBox';
import { words } from '../words';
import { formWords } from './words';

interface PaletteProps {
  entity: EntityDocument;
  placed: Set<string>;
  onField: (key: string) => void;
  onSection: () => void;
  onGroup: (kind: 'tab' | 'step') => void;
  onText: () => void;
  onNewField: (type: string) => void;
}

/** Types of which it has to be said first which records they hold. */
const NEEDS_LIST = new Set(['sub_table', 'reference', 'references']);

export function Palette({ entity, placed, onField, onSection, onGroup, onText, onNewField }: PaletteProps) {
  const f = formWords.use();
  const d = dataWords.use();
  const t = words.use();
  const [search, setSearch] = useState('');
  const text = useText();
  const wanted = search.trim().toLowerCase();
  const free = Object.entries(entity.schema.properties).filter(
    ([key, field]) =>
      !placed.has(key) &&
      (!wanted || `${text(field['x-dougong'].label)} ${key}`.toLowerCase().includes(wanted)),
  );
  return (
    <div className={data.palette}>
      <div className={data.paletteGroup}>{f('layout')}</div>
      <div className={data.paletteGrid}>
        <button type="button" className={data.tile} onClick={onSection}>
          <BlockOutlined aria-hidden /> {f('section')}
        </button>
        <button type="button" className={data.tile} onClick={onText}>
          <AlignLeftOutlined aria-hidden /> {f('textBlock')}
        </button>
        <button type="button" className={data.tile} onClick={() => onGroup('tab')}>
          <FolderOutlined aria-hidden /> {f('tabs')}
        </button>
        <button type="button" className={data.tile} onClick={() => onGroup('step')}>
          <OrderedListOutlined aria-hidden /> {f('steps')}
        </button>
      </div>
      <div className={data.paletteGroup}>{f('fieldsOf')}</div>
      {Object.keys(entity.schema.properties).length > 12 && (
        <SearchBox label={t('searchPalette')} value={search} onChange={setSearch} />
      )}
      {free.length === 0 && !wanted && <span className="muted caption">{f('allPlaced')}</span>}
      {free.map(([key, field]) => (
        <PaletteField
          key={key}
          id={key}
          type={field['x-dougong'].type}
          name={text(field['x-dougong'].label) || key}
          onAdd={() => onField(key)}
        />
      ))}
      <details>
        <summary className={data.paletteGroup} style={{ cursor: 'pointer' }}>
          {f('newField')}
        </summary>
        <div className={data.paletteGrid}>
          {fieldKinds
            .filter((kind) => !kind.computed && !NEEDS_LIST.has(kind.type))
            .map((kind) => (
              <button
                key={kind.type}
                type="button"
                className={data.tile}
                onClick={() => onNewField(kind.type)}
              >
                {kind.icon} <span className="truncate">{d(`type_${kind.type}` as 'type_text')}</span>
              </button>
            ))}
        </div>
      </details>
    </div>
  );
}

function PaletteField({
  id,
  type,
  name,
  onAdd,
}: {
  id: string;
  type: string;
  name: string;
  onAdd: () => void;
}) {
  const f = formWords.use();
  const { setNodeRef, listeners } = useDraggable({ id: `new:${id}` });
  return (
    <button
      ref={setNodeRef}
      type="button"
      className={data.tile}
      style={{ marginBottom: 4 }}
      {...listeners}
      aria-label={f('addField', { name })}
      onClick={onAdd}
    >
      {fieldKind(type)?.icon}
      <span className="truncate">{name}</span>
    </button>
  );
}
