import type { AppDescription, JsonValue, TestResult } from '@/api/types';
import { FieldCell, fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import type { ScoreCardDocument, TableDocument, TestedDocument, TestedKind } from '../draft/documents';
import { useNames } from '../expression/useNames';
import { Pair, plain } from './RunValues';
import css from './rules.module.css';
import { valueLabel } from './tableCells';
import { testWords } from './testWords';

type Outcome = 'done' | 'failed' | 'skipped';

interface DifferencesProps {
  app: AppDescription;
  kind: TestedKind;
  document: TestedDocument;
  differences: TestResult['differences'];
}

/** In what a document differs from what a test of it expects. */
export function Differences({ app, kind, document, differences }: DifferencesProps) {
  const w = testWords.use();
  const text = useText();
  if (differences.length === 0) return null;
  const { entity } = document;
  const { outputs = [], bands = [] } = document as Partial<TableDocument & ScoreCardDocument>;
  const name = ({ about, key }: TestResult['differences'][number]) => {
    const type = app.entities[entity];
    const field = about === 'set' && type ? fieldOf(type, key ?? '') : undefined;
    if (about === 'set') return field ? text(field.label) || String(key) : String(key);
    if (about === 'output') return text(outputs.find((one) => one.key === key)?.label) || String(key);
    if (about === 'made') return text(app.entities[key ?? '']?.name) || String(key);
    return w(`about_${about}`);
  };
  const side = (one: TestResult['differences'][number], value: unknown) => {
    if (one.about === 'outcome') return w(`outcome_${kind as 'rule' | 'table'}_${value as Outcome}`);
    if (one.about === 'output')
      return <OutputText app={app.key} entity={entity} value={value as string | string[] | null} />;
    if (one.about === 'band')
      return value === null
        ? w('noBand')
        : text(bands.find((band) => band.key === value)?.label) || plain(value);
    if (one.about === 'holds') return value ? one.key : w('doesNotHold', { condition: one.key ?? '' });
    if (one.about === 'set')
      return <Value app={app} entity={entity} name={one.key ?? ''} value={value as JsonValue} />;
    return plain(value);
  };
  return (
    <dl className={css.pairs} aria-label={w('differences')}>
      {differences.map((one, at) => (
        <Pair key={at} name={name(one)}>
          {w('expectedIs')} <ins className={css.after}>{side(one, one.expected)}</ins> · {w('foundIs')}{' '}
          <span className={css.before}>{side(one, one.found)}</span>
          {one.error && <span className={css.lines}> {one.error}</span>}
        </Pair>
      ))}
    </dl>
  );
}

/** What an output gives: settings by their labels, all else as it reads. */
export function OutputText({
  app,
  entity,
  value,
}: {
  app: string;
  entity: string;
  value: string | string[] | null;
}) {
  const text = useText();
  const names = useNames(app, entity, 'rule');
  const values = value === null ? [] : [value].flat();
  return <>{listed(values.map((one) => valueLabel(one, undefined, names, text) || '–')) || '–'}</>;
}

/** The values of a record of a test, with those that it points to and lists inside it. */
export function Sample({
  app,
  entity,
  values,
}: {
  app: AppDescription;
  entity: string;
  values: Record<string, unknown>;
}) {
  const text = useText();
  const type = app.entities[entity];
  return (
    <dl className={css.pairs}>
      {Object.entries(values).map(([key, value]) => {
        const field = type && fieldOf(type, key);
        const list = type?.related?.find((one) => one.key === key);
        const target = field?.settings.entity ?? list?.entity ?? '';
        return (
          <Pair key={key} name={text(field?.label) || text(list?.label) || key}>
            {isRecord(value) && app.entities[target] ? (
              <Sample app={app} entity={target} values={value} />
            ) : Array.isArray(value) && value.some(isRecord) ? (
              value
                .filter(isRecord)
                .map((row, at) => <Sample key={at} app={app} entity={target} values={row} />)
            ) : (
              <Value app={app} entity={entity} name={key} value={value as JsonValue} />
            )}
          </Pair>
        );
      })}
    </dl>
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as its field shows it; a person by what the expression stands for. */
function Value({
  app,
  entity,
  name,
  value,
}: {
  app: AppDescription;
  entity: string;
  name: string;
  value: JsonValue;
}) {
  const w = testWords.use();
  const type = app.entities[entity];
  const field = type && fieldOf(type, name);
  if (value === 'user.id') return w('me');
  if (!field || value === null || field.settings.entity) return <>{plain(value)}</>;
  return <FieldCell app={app.key} field={field} value={value} />;
}
