import { useDraggable } from '@dnd-kit/core';
import css from './data.module.css';
import { fieldGroups, fieldKinds } from './fieldKinds';
import type { FieldKind } from './fieldKinds';
import { newFieldId } from './fieldDrag';
import { dataWords } from './words';

/** The types of field; a click adds one after the selected field, a drag puts it where it is let go. */
export function FieldPalette({ onAdd }: { onAdd: (type: string) => void }) {
  const d = dataWords.use();
  return (
    <div className={css.palette}>
      <p className={css.paletteHint}>{d('paletteHint')}</p>
      {fieldGroups.map((group) => (
        <div key={group}>
          <div className={css.paletteGroup}>{d(`group_${group}`)}</div>
          <div className={css.paletteGrid}>
            {fieldKinds
              .filter((kind) => kind.group === group)
              .map((kind) => (
                <Tile key={kind.type} kind={kind} onAdd={() => onAdd(kind.type)} />
              ))}
          </div>
        </div>
      ))}
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
