import type { AppDescription, JsonValue, SimulatedCase, SimulationResult } from '@/api/types';
import { FieldCell, fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import { DateTimeText } from '@/ui/display';
import { StateTag } from '@/ui/StateTag';
import kit from '../kit/kit.module.css';
import { useEventWord } from './eventWords';
import { Pair, plain, Said } from './RunValues';
import css from './rules.module.css';
import { simulationWords } from './simulationWords';

interface SimulationShownProps {
  app: AppDescription;
  kind: 'rule' | 'table' | 'scorecard';
  entity: string;
  result: SimulationResult;
  columns: string[];
  outputs: Record<string, string>;
}

const CASES = ['acted', 'not_matched', 'failed', 'repeated'] as const;
const CASE_WORDS = {
  rule: ['rule_acted', 'rule_not_matched', 'rule_failed', 'rule_repeated'],
  table: ['table_acted', 'table_not_matched', 'table_conflict', 'rule_repeated'],
  scorecard: ['card_acted', 'card_not_matched', 'rule_failed', 'rule_repeated'],
} as const;
const CAUSED = [
  ['records', 'countRecords'],
  ['told', 'countTold'],
  ['sent', 'countSent'],
] as const;

/** What a simulation found: counts, the fields that would differ, and case by case what would come of it. */
export function SimulationShown(props: SimulationShownProps) {
  const { app, kind, result } = props;
  const w = simulationWords.use();
  const text = useText();
  const eventWord = useEventWord();
  const fieldName = (entity: string, key: string) => {
    const type = app.entities[entity];
    const field = type && fieldOf(type, key);
    return `${text(type?.name) || entity} › ${field ? text(field.label) : key}`;
  };
  const others = CASES.reduce((left, name) => left - result[name], result.looked_at);
  // The first two are told also where there is none; what happened besides makes up the sum.
  const counted = [
    ['countLooked', result.looked_at] as const,
    ...CASES.map((name, at) => [CASE_WORDS[kind][at]!, result[name]] as const),
    ['countOthers', others] as const,
    ...CAUSED.map(([name, word]) => [word, result[name]] as const),
  ].filter(([, count], at) => at < 2 || count > 0);
  return (
    <div className={kit.stack} role="status">
      {result.looked_at !== 1 && (
        <ul className={css.counts}>
          {counted.map(([word, count]) => (
            <li key={word}>
              <strong className="figures">{count}</strong> {w(word, { count })}
            </li>
          ))}
        </ul>
      )}
      {result.looked_at !== 1 && result.fields.length > 0 && (
        <dl className={css.pairs} aria-label={w('fields')}>
          {result.fields.map((one) => (
            <Pair key={`${one.entity}.${one.field}`} name={fieldName(one.entity, one.field)}>
              <span className="figures">{one.count}</span>
            </Pair>
          ))}
        </dl>
      )}
      {result.forgotten.length > 0 && (
        <p className="muted">{w('forgotten', { events: listed(result.forgotten.map(eventWord)) })}</p>
      )}
      {result.items.map((item, at) => (
        <Case key={at} {...props} item={item} open={result.items.length === 1} />
      ))}
    </div>
  );
}

const COLOURS = { done: 'green', failed: 'red', skipped: 'grey', repeated: 'grey' } as const;
const WORDS = { rule: 'state', table: 'table', scorecard: 'card' } as const;

function Case({
  app,
  kind,
  entity,
  result,
  columns,
  outputs: outputNames,
  item,
  open,
}: SimulationShownProps & { item: SimulatedCase; open: boolean }) {
  const w = simulationWords.use();
  const text = useText();
  const eventWord = useEventWord();
  const name = (id: string) => result.labels[id] ?? id.slice(0, 8);
  const entityName = (key: string) => text(app.entities[key]?.name) || key;
  const rows = item.rows as { row?: number; matched: boolean; failed?: number | null }[];
  const lines = item.rows as { line?: Record<string, string>; matched: boolean; points: string }[];
  const outputs = Object.entries(item.outputs);
  const state = item.repeated ? 'repeated' : item.state;
  return (
    <details className={css.run} open={open}>
      <summary>
        <StateTag colour={COLOURS[state]}>{w(`${WORDS[kind]}_${state}` as 'state_done')}</StateTag>
        <span className={css.runTitle}>{name(item.record)}</span>
        {item.event && <span className="caption muted">{eventWord(item.event)}</span>}
        {item.at && (
          <span className="caption" style={{ marginInlineStart: 'auto' }}>
            <DateTimeText value={item.at} />
          </span>
        )}
      </summary>
      {item.repeated && <p>{w('repeated')}</p>}
      {item.why && <p className="muted">{item.why}</p>}
      {item.error && <p className={`${kit.bad} ${css.lines}`}>{item.error}</p>}
      {Object.keys(item.values).length > 0 && (
        <dl className={css.pairs}>
          <Said app={app} labels={result.labels} entity={entity} values={item.values} />
        </dl>
      )}
      {outputs.length > 0 && (
        <dl className={css.pairs}>
          {outputs.map(([key, pair]) => (
            <Pair key={key} name={kind === 'scorecard' ? w(key as 'total') : (outputNames[key] ?? key)}>
              <Difference old={shown(pair.old, name)} next={shown(pair.new, name)} />
            </Pair>
          ))}
        </dl>
      )}
      {kind === 'scorecard' && (
        <dl className={css.pairs}>
          {lines.map((one, at) => (
            <Pair key={at} name={text(one.line) || String(at + 1)}>
              <span className="figures">{one.points}</span>
            </Pair>
          ))}
        </dl>
      )}
      {kind === 'table' && (
        <ul className={css.plainList}>
          {rows.map((one) => (
            <li key={one.row} className={one.matched ? undefined : 'muted'}>
              {one.matched
                ? w('rowMatches', { at: one.row ?? 0 })
                : w('rowMisses', { at: one.row ?? 0, column: columns[one.failed ?? 0] ?? '' })}
            </li>
          ))}
        </ul>
      )}
      {item.changes.map((change) => (
        <div key={change.record}>
          <h3 className={css.changeHead}>
            {w(`change_${change.kind}`, { entity: entityName(change.entity), title: name(change.record) })}
          </h3>
          <dl className={css.pairs}>
            {Object.entries(change.fields).map(([key, pair]) => {
              const type = app.entities[change.entity];
              const field = type && fieldOf(type, key);
              const cell = (value: unknown) =>
                field && value !== null ? (
                  <FieldCell
                    app={app.key}
                    field={field}
                    value={value as JsonValue}
                    labelText={typeof value === 'string' ? result.labels[value] : undefined}
                  />
                ) : (
                  plain(value)
                );
              return (
                <Pair key={key} name={field ? text(field.label) : key}>
                  <Difference old={change.kind === 'create' ? null : cell(pair.old)} next={cell(pair.new)} />
                </Pair>
              );
            })}
          </dl>
        </div>
      ))}
      {item.assigned.length > 0 && (
        <ul className={css.plainList}>
          {item.assigned.map((line, at) => (
            <li key={at}>{line}</li>
          ))}
        </ul>
      )}
      {item.told.length > 0 && <p>{w('told', { names: listed(item.told) })}</p>}
      {item.sent.length > 0 && <p>{w('sent', { names: listed(item.sent) })}</p>}
      {kind === 'rule' && item.state === 'done' && item.changes.length === 0 && (
        <p className="muted">{w('nothing')}</p>
      )}
    </details>
  );
}

function shown(value: unknown, name: (id: string) => string): string {
  return typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value) ? name(value) : plain(value);
}

/** A value before and after; only the later one where there was none before. */
function Difference({ old, next }: { old: React.ReactNode; next: React.ReactNode }) {
  const w = simulationWords.use();
  if (old === null || old === next) return <>{next}</>;
  return (
    <>
      <del className={css.before}>{old}</del> <span className="visually-hidden">{w('becomes')}</span>
      <span aria-hidden>→</span> <ins className={css.after}>{next}</ins>
    </>
  );
}
