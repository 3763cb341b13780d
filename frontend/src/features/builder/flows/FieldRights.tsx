import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import type { EntityDocument, FieldRightsDocument } from '../draft/documents';
import { fieldKind } from '../data/fieldKinds';
import css from './flows.module.css';
import { flowWords } from './words';

export interface FieldRightsProps {
  entity: EntityDocument | undefined;
  rights: FieldRightsDocument | undefined;
  onChange: (rights: FieldRightsDocument) => void;
}
type Right = 'read' | 'edit' | 'hide';

/** What may be done with each field while the record stands at a node. */
export function FieldRights({ entity, rights = {}, onChange }: FieldRightsProps) {
  const w = flowWords.use();
  const text = useText();
  if (!entity) return null;
  const of = (key: string): Right =>
    rights.edit?.includes(key) ? 'edit' : rights.hide?.includes(key) ? 'hide' : 'read';
  const set = (key: string, right: Right, required = false) => {
    const without = (keys: string[] | undefined) => (keys ?? []).filter((each) => each !== key);
    const next: FieldRightsDocument = {
      ...rights,
      edit: [...without(rights.edit), ...(right === 'edit' ? [key] : [])],
      hide: [...without(rights.hide), ...(right === 'hide' ? [key] : [])],
      require: [...without(rights.require), ...(right === 'edit' && required ? [key] : [])],
    };
    if (!next.require?.length) delete next.require;
    onChange(next);
  };
  return (
    <>
      <p className="muted caption">{w('rightsHelp')}</p>
      <table className={css.rights}>
        <thead>
          <tr>
            <th scope="col" aria-label={w('field')} />
            {(['read', 'edit', 'hide', 'require'] as const).map((right) => (
              <th key={right} scope="col">
                {w(`rights_${right}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.entries(entity.schema.properties).map(([key, field]) => {
            const name = text(field['x-dougong'].label) || key;
            const fixed =
              Boolean(fieldKind(field['x-dougong'].type)?.computed) ||
              field['x-dougong'].type === 'auto_number';
            return (
              <tr key={key}>
                <th scope="row">{name}</th>
                {(['read', 'edit', 'hide'] as const).map((right) => (
                  <td key={right}>
                    <input
                      type="radio"
                      name={`${entity.key}.${key}`}
                      aria-label={paired(name, w(`rights_${right}`))}
                      disabled={fixed && right === 'edit'}
                      checked={of(key) === right}
                      onChange={() => set(key, right)}
                    />
                  </td>
                ))}
                <td>
                  <input
                    type="checkbox"
                    aria-label={paired(name, w('rights_require'))}
                    disabled={of(key) !== 'edit'}
                    checked={rights.require?.includes(key) ?? false}
                    onChange={(event) => set(key, 'edit', event.target.checked)}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
