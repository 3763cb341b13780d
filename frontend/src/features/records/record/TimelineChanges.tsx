import type {
  AppDescription,
  EntityDescription,
  FieldDescription,
  JsonValue,
  TimelineChange,
} from '@/api/types';
import { FieldCell, fieldOf } from '@/fields';
import { useText } from '@/i18n';
import css from './record.module.css';

export interface TimelineChangesProps {
  app: AppDescription;
  type: EntityDescription;
  changes: TimelineChange[];
}

/** Field: before → after. */
export function TimelineChanges({ app, type, changes }: TimelineChangesProps) {
  const text = useText();
  return (
    <ul className={css.changes}>
      {changes.map((change) => {
        const field = fieldOf(type, change.field);
        return (
          <li key={change.field}>
            <span className="muted">{field ? text(field.label) : text(change.label) || change.field}: </span>
            <Side app={app.key} field={field} value={change.old} label={change.old_label} />
            <span aria-hidden> → </span>
            <Side app={app.key} field={field} value={change.new} label={change.new_label} />
          </li>
        );
      })}
    </ul>
  );
}

function Side({
  app,
  field,
  value,
  label,
}: {
  app: string;
  field: FieldDescription | undefined;
  value: JsonValue;
  label?: string | null;
}) {
  if (label && field?.options.length === 0 && field.type !== 'member' && field.type !== 'reference')
    return <span>{label}</span>;
  if (!field) return <span>{value === null || typeof value === 'object' ? '…' : String(value)}</span>;
  return <FieldCell app={app} field={field} value={value} labelText={label} compact />;
}
