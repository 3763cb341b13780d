import type {
  AppDescription,
  EntityDescription,
  FieldDescription,
  JsonValue,
  TimelineChange,
} from '@/api/types';
import { FieldCell, fieldOf } from '@/fields';
import type { Label } from '@/fields';
import { useText } from '@/i18n';
import { excerpts, lineOf } from './differences';
import { isList, ListDifference } from '@/moments/ListDifference';
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
            {field && isList(field) ? (
              <ListDifference field={field} change={change} />
            ) : (
              <Sides app={app.key} field={field} change={change} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Before → after; of long texts only what differs. */
function Sides({ app, field, change }: { app: string; field?: FieldDescription; change: TimelineChange }) {
  const [old, now] = field ? [lineOf(field, change.old), lineOf(field, change.new)] : [null, null];
  const cut = old && now ? excerpts(old, now) : null;
  if (cut)
    return (
      <>
        <span title={old ?? undefined}>
          {cut[0].before}
          <del>{cut[0].changed}</del>
          {cut[0].after}
        </span>
        <span aria-hidden> → </span>
        <span title={now ?? undefined}>
          {cut[1].before}
          <ins>{cut[1].changed}</ins>
          {cut[1].after}
        </span>
      </>
    );
  return (
    <>
      <Side app={app} field={field} value={change.old} label={change.old_label} />
      <span aria-hidden> → </span>
      <Side app={app} field={field} value={change.new} label={change.new_label} />
    </>
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
