import type {
  AppDescription,
  EntityDescription,
  FieldDescription,
  JsonValue,
  TimelineChange,
} from '@/api/types';
import { FieldCell, fieldOf, fieldWords, holdsSeveral, idsOf, titlesOf } from '@/fields';
import type { Label } from '@/fields';
import { useText } from '@/i18n';
import css from './timeline.module.css';

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
            {field && holdsSeveral(field.type) ? (
              <Several change={change} />
            ) : (
              <>
                <Side app={app.key} field={field} value={change.old} label={change.old_label} />
                <span aria-hidden> → </span>
                <Side app={app.key} field={field} value={change.new} label={change.new_label} />
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Of several records: which came, and which went. */
function Several({ change }: { change: TimelineChange }) {
  const f = fieldWords.use();
  const [before, after] = [idsOf(change.old), idsOf(change.new)];
  const [named, told] = [titlesOf(change.old_label), titlesOf(change.new_label)];
  const came = after.flatMap((id, at) => (before.includes(id) ? [] : [told[at] ?? f('unseenOne')]));
  const went = before.flatMap((id, at) => (after.includes(id) ? [] : [named[at] ?? f('unseenOne')]));
  const said = [
    came.length > 0 ? f('came', { names: came.join(f('comma')) }) : '',
    went.length > 0 ? f('went', { names: went.join(f('comma')) }) : '',
  ].filter(Boolean);
  return <span>{said.length > 0 ? said.join(' · ') : f('reordered')}</span>;
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
  label?: Label;
}) {
  if (
    typeof label === 'string' &&
    label &&
    field?.options.length === 0 &&
    field.type !== 'member' &&
    field.type !== 'reference'
  )
    return <span>{label}</span>;
  if (!field) return <span>{value === null || typeof value === 'object' ? '…' : String(value)}</span>;
  return <FieldCell app={app} field={field} value={value} labelText={label} compact />;
}
