import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import type { EntityDocument } from '../draft/documents';
import { fieldKind } from '../data/fieldKinds';
import css from './kit.module.css';

export interface FieldLists {
  edit?: string[];
  read?: string[];
  hide?: string[];
  require?: string[];
}
export type Right = 'edit' | 'read' | 'hide';

export interface RightsTableProps {
  entity: EntityDocument;
  /** What this says of fields; a field that stands nowhere has the first column. */
  rights: FieldLists;
  /** The columns: what a field is where nothing is said of it, and what can be said. */
  columns: readonly { right: Right | null; label: string }[];
  requireLabel: string;
  /** Only what may be edited can be required. */
  requiresEdit?: boolean;
  onChange: (rights: FieldLists) => void;
}

/** What may be done with each field: one choice in each row, and whether it must be filled in. */
export function RightsTable({
  entity,
  rights,
  columns,
  requireLabel,
  requiresEdit,
  onChange,
}: RightsTableProps) {
  const text = useText();
  const of = (key: string): Right | null =>
    (['edit', 'hide', 'read'] as const).find((right) => rights[right]?.includes(key)) ?? null;
  const set = (key: string, right: Right | null, required: boolean) => {
    const next: FieldLists = { ...rights };
    const put = (name: keyof FieldLists, on: boolean) => {
      const keys = [...(rights[name] ?? []).filter((each) => each !== key), ...(on ? [key] : [])];
      if (keys.length > 0) next[name] = keys;
      else delete next[name];
    };
    for (const each of ['edit', 'read', 'hide'] as const) put(each, right === each);
    put('require', required && right !== 'hide' && (!requiresEdit || right === 'edit'));
    onChange(next);
  };
  return (
    <table className={css.rights}>
      <thead>
        <tr>
          <td />
          {columns.map(({ right, label }) => (
            <th key={right ?? ''} scope="col">
              {label}
            </th>
          ))}
          <th scope="col">{requireLabel}</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(entity.schema.properties).map(([key, field]) => {
          const name = text(field['x-dougong'].label) || key;
          const { type } = field['x-dougong'];
          const fixed = Boolean(fieldKind(type)?.computed) || type === 'auto_number';
          const now = of(key);
          const required = rights.require?.includes(key) ?? false;
          return (
            <tr key={key}>
              <th scope="row">{name}</th>
              {columns.map(({ right, label }) => (
                <td key={right ?? ''}>
                  <input
                    type="radio"
                    name={`${entity.key}.${key}`}
                    aria-label={paired(name, label)}
                    disabled={fixed && right === 'edit'}
                    checked={now === right || (now === null && right === columns[0]?.right)}
                    onChange={() => set(key, right === columns[0]?.right ? null : right, required)}
                  />
                </td>
              ))}
              <td>
                <input
                  type="checkbox"
                  aria-label={paired(name, requireLabel)}
                  disabled={fixed || now === 'hide' || (requiresEdit && now !== 'edit')}
                  checked={required}
                  onChange={(event) => set(key, now, event.target.checked)}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
