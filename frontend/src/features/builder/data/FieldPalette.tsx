import { useDraggable } from '@dnd-kit/core';
import { useState } from 'react';
import { SearchBox } from '../kit/SearchBox';
import { words } from '../words';
import css from './data.module.css';
import { fieldGroups, fieldKinds } from './fieldKinds';
import type { FieldKind } from './fieldKinds';
import { newFieldId } from './fieldDrag';
import { dataWords } from './words';

/** The types that answer to a word in either language: those whose name begins with it first. */
function found(
  kinds: readonly FieldKind[],
  wanted: string,
  names: (kind: FieldKind) => string[],
): FieldKind[] {
  const rank = (kind: FieldKind) => {
    const all = [...names(kind), kind.type].map((name) => name.toLowerCase());
    if (all.some((name) => name === wanted)) return 0;
    if (all.some((name) => name.startsWith(wanted))) return 1;
    return all.some((name) => name.includes(wanted)) ? 2 : 3;
  };
  return kinds.filter((kind) => rank(kind) < 3).sort((one, other) => rank(one) - rank(other));
}

/** The types of field; a click adds one after the selected field, a drag puts it where it is let go. */
export function FieldPalette({ onAdd }: { onAdd: (type: string) => void }) {
  const d = dataWords.use();
  const t = words.use();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const answers = found(fieldKinds, wanted, (kind) =>
    (['en', 'zh'] as const).map((lng) => d(`type_${kind.type}` as 'type_text', { lng })),
  );
  const add = (type: string) => {
    setSearch('');
    onAdd(type);
  };
  const tiles = (kinds: readonly FieldKind[]) => (
    <div className={css.paletteGrid}>
      {kinds.map((kind) => (
        <Tile key={kind.type} kind={kind} onAdd={() => add(kind.type)} />
      ))}
    </div>
  );
  return (
    <div className={css.palette}>
      <SearchBox
        first
        label={t('searchPalette')}
        value={search}
        onChange={setSearch}
        onTake={() => wanted && answers[0] && add(answers[0].type)}
      />
      <p className={css.paletteHint}>{d('paletteHint')}</p>
      {wanted
        ? tiles(answers)
        : fieldGroups.map((group) => (
            <div key={group}>
              <div className={css.paletteGroup}>{d(`group_${group}`)}</div>
              {tiles(fieldKinds.filter((kind) => kind.group === group))}
            </div>
          ))}
      {wanted && answers.length === 0 && <p className="muted caption">{t('resultsNone')}</p>}
    </div>
  );
}

function Tile({ kind, onAdd }: { kind: FieldKind; onAdd: () => void }) {
  const d = dataWords.use();
  const { setNodeRef, listeners } = useDraggable({ id: newFieldId(kind.type) });
  const name = d(`type_${kind.type}` as 'type_text');
  return (
    <button
      ref={setNodeRef}
      type="button"
      className={css.tile}
      title={d('addField', { type: name })}
      {...listeners}
      onClick={onAdd}
    >
      {kind.icon}
      <span className="truncate">{name}</span>
    </button>
  );
}
