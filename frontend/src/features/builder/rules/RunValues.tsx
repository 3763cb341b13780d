import { Link } from 'react-router';
import { useApp } from '@/api/queries';
import type { AppDescription, EntityDescription, FieldDescription, JsonValue, Run } from '@/api/types';
import { FieldCell, fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import { DateTimeText } from '@/ui/display';
import { paths } from '@/ui/paths';
import { AssignmentTrace } from './AssignmentTrace';
import { runWords } from './runWords';
import { ruleWords } from './words';

type Labels = Run['labels'];
type Step = Run['steps'][number];

interface SaidProps {
  app: AppDescription;
  labels: Labels;
  /** Whose fields the keys are. */
  entity: string;
  values: Record<string, unknown>;
}

/** The field that a key or a path, such as `customer.owner`, ends at, and how it reads. */
function found(app: AppDescription, entity: string, path: string, text: (label: never) => string) {
  let type: EntityDescription | undefined = app.entities[entity];
  let field: FieldDescription | undefined;
  const words: string[] = [];
  for (const key of path.split('.')) {
    field = type && fieldOf(type, key);
    words.push(field ? text(field.label as never) || key : key);
    type = app.entities[field?.settings.entity ?? ''];
  }
  return { field, label: words.join(' › ') };
}

/** Values by field, each as its type shows it; what belongs to no field stands as it is. */
export function Said({ app, labels, entity, values }: SaidProps) {
  const text = useText();
  return Object.entries(values).map(([path, value]) => {
    const { field, label } = found(app, entity, path, text as (label: never) => string);
    return (
      <Pair key={path} name={label}>
        {field && value !== null ? (
          <FieldCell
            app={app.key}
            field={field}
            value={value as JsonValue}
            labelText={typeof value === 'string' ? labels[value] : undefined}
          />
        ) : (
          plain(value)
        )}
      </Pair>
    );
  });
}

/** A value that belongs to no field. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return listed(value.map(plain));
  return typeof value === 'object' ? Object.values(value).map(plain).join(' ') : String(value as string);
}

/** What one step did, in words and with links to what it made. */
export function StepOutcome({ app: key, run, step }: { app: string; run: Run; step: Step }) {
  const r = ruleWords.use();
  const w = runWords.use();
  const text = useText();
  const app = useApp(key).data;
  const result = step.result ?? {};
  const name = (id: unknown) => run.labels[String(id)] ?? String(id).slice(0, 8);
  if (!app || Object.keys(result).length === 0) return null;
  if (step.state === 'skipped') return w('reason', { reason: plain(result.reason) });
  const link = (entity: string, id: unknown) => (
    <Link to={paths.record(key, entity, String(id))}>
      {text(app.entities[entity]?.name) || entity} · {name(id)}
    </Link>
  );
  switch (step.kind) {
    case 'SetFields':
      return <Fields app={app} labels={run.labels} entity={step.entity} values={result} />;
    case 'Update': {
      const { changed, entity, ...values } = result;
      return (
        <>
          {r('result_changed', { count: Number(changed) })}
          <Fields app={app} labels={run.labels} entity={String(entity ?? step.entity)} values={values} />
        </>
      );
    }
    case 'Delete':
      return r('result_deleted', { count: Number(result.deleted) });
    case 'Assign':
      return <AssignmentTrace result={result} name={name} />;
    case 'Notify': {
      const told = Array.isArray(result.told) ? result.told.map(name) : [];
      return told.length > 0 ? r('result_told', { names: listed(told) }) : r('result_nobody');
    }
    case 'Create':
    case 'CreateTodo':
      return (
        <>
          {link(String(result.entity), result.id)}
          {result.assignee ? ` · ${name(result.assignee)}` : ''}
        </>
      );
    case 'Upsert':
      return (
        <>
          {link(String(result.entity), result.id)} · {r(result.created ? 'result_made' : 'result_changedIt')}
        </>
      );
    case 'Find':
      return result.found ? link(String(result.entity), result.found) : r('result_notFound');
    case 'ForEach':
      return r('result_records', { count: Number(result.records) });
    case 'CreateLines':
      return r('result_records', { count: Number(result.created) });
    case 'Branch':
      return result.way === 'otherwise' ? r('result_otherwise') : r('result_way', { at: String(result.way) });
    case 'SendMessage': {
      if (result.skipped) return r('result_consent');
      if (result.sent === undefined) return plain([result.to, result.subject].filter(Boolean));
      const lacking = Array.isArray(result.lacking) ? result.lacking.map(name) : [];
      return [
        r('result_letters', { count: Number(result.sent) }),
        ...(lacking.length ? [r('result_lacking', { names: listed(lacking) })] : []),
      ].join(' · ');
    }
    case 'Webhook':
    case 'CallConnector':
      if (typeof result.input !== 'object') return plain(result.input ?? Object.values(result));
      return Object.entries(result.input ?? {}).map(([name, value]) => (
        <div key={name}>
          {name}: {plain(value)}
        </div>
      ));
    case 'Wait':
      return result.until ? <DateTimeText value={String(result.until)} /> : null;
    case 'StartFlow': {
      const flow = app.flows.find((each) => each.key === result.flow);
      return `${text(flow?.name) || String(result.flow)}${result.skipped ? ` · ${r('result_running')}` : ''}`;
    }
    case 'Merge':
      return result.kept ? (
        <>
          {r('result_merged', { count: Number(result.merged) })} {link(String(result.entity), result.kept)}
        </>
      ) : (
        r('result_same')
      );
    case 'IssueCode':
      return String(result.link);
    case 'SignalFlow':
      return [String(result.message), r('result_flows', { count: Number(result.flows) })].join(' · ');
    case 'Enrol':
      return result.skipped
        ? r(`notEnrolled_${String(result.skipped)}` as 'notEnrolled_off')
        : String(result.sequence ?? '');
    case 'Convert':
      return Object.entries(result)
        .filter(([alias]) => alias in app.entities)
        .map(([alias, id]) => <div key={alias}>{link(alias, id)}</div>);
    default:
      return plain(Object.values(result));
  }
}

function Fields(props: SaidProps) {
  return (
    <dl style={{ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '2px 12px', margin: 0 }}>
      <Said {...props} />
    </dl>
  );
}

export function Pair({
  name,
  depth = 0,
  children,
}: {
  name: string;
  depth?: number;
  children: React.ReactNode;
}) {
  return (
    <>
      <dt style={depth ? { paddingInlineStart: depth * 14 } : undefined}>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
