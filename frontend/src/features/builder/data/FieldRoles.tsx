import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { Skeleton } from '@/ui/Skeletons';
import { changeDocument, useDocuments } from '../draft/store';
import kit from '../kit/kit.module.css';
import { fieldRight, nameField } from '../roles/grants';
import css from './data.module.css';
import { dataWords } from './words';

interface FieldRolesProps {
  app: string;
  entity: string;
  fieldKey: string;
  /** A field that nobody fills in can only be seen. */
  computed?: boolean;
  /** Called after a role has been given the field, or lost it. */
  onChanged?: () => void;
}

/**
 * Which roles see a field and which fill it in: ticked here, kept in their grants.
 *
 * What a role has because it has every field is shown, not changed; one click opens the field to all who
 * do not have it yet.
 */
export function FieldRoles({ app, entity, fieldKey, computed, onChanged }: FieldRolesProps) {
  const d = dataWords.use();
  const text = useText();
  const { documents, ready } = useDocuments(app, 'role');
  const roles = Object.values(documents).filter(
    (role) => fieldRight(role, entity, fieldKey, 'read') !== 'none',
  );
  const rights = computed ? (['read'] as const) : (['read', 'write'] as const);
  const heads = { read: d('roleSees'), write: d('roleFills') };
  const asked = computed ? 'read' : 'write';
  const closed = roles.filter((role) => fieldRight(role, entity, fieldKey, asked) === 'unnamed');
  const set = (keys: string[], right: 'read' | 'write', on: boolean) => {
    for (const key of keys)
      changeDocument(app, 'role', key, (draft) => nameField(draft, entity, fieldKey, right, on));
    onChanged?.();
  };
  if (!ready) return <Skeleton height={60} />;
  if (roles.length === 0) return <p className="muted caption">{d('rolesNone')}</p>;
  return (
    <div className={kit.stack}>
      <table className={css.roles}>
        <thead>
          <tr>
            <th scope="col">{d('role')}</th>
            {rights.map((right) => (
              <th key={right} scope="col">
                {heads[right]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {roles.map((role) => (
            <tr key={role.key}>
              <th scope="row">{text(role.name) || role.key}</th>
              {rights.map((right) => {
                const has = fieldRight(role, entity, fieldKey, right);
                return (
                  <td key={right}>
                    <input
                      type="checkbox"
                      aria-label={paired(text(role.name) || role.key, heads[right])}
                      title={has === 'every' ? d('roleEvery') : undefined}
                      checked={has === 'every' || has === 'named'}
                      disabled={has === 'every' || has === 'none'}
                      onChange={(event) => set([role.key], right, event.target.checked)}
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {closed.length > 0 && (
        <span>
          <Button
            small
            onClick={() =>
              set(
                closed.map((role) => role.key),
                asked,
                true,
              )
            }
          >
            {d('openToAll')}
          </Button>
        </span>
      )}
    </div>
  );
}
