import { listed } from '@/i18n/lists';
import { ruleWords } from './words';

/** What a step kept of a strategy that it tried. */
interface Tried {
  kind?: string;
  found?: number;
  left?: number;
  skipped?: string;
  conflict?: boolean;
  passed?: Passed[];
}
interface Passed {
  person: string;
  why: 'not_previous' | 'present' | 'hours' | 'per_day' | 'hold';
  has?: number | string;
  most?: number;
}

interface AssignmentTraceProps {
  result: Record<string, unknown>;
  name: (id: unknown) => string;
}

/** To whom a step gave a record: each strategy that it tried, and why it passed over whom. */
export function AssignmentTrace({ result, name }: AssignmentTraceProps) {
  const r = ruleWords.use();
  const tried = (Array.isArray(result.explain) ? result.explain : []) as Tried[];
  const outcome = result.person
    ? r('result_assigned', { name: name(result.person) })
    : r(result.emptied ? 'result_emptied' : 'result_nobody');
  return (
    <>
      {outcome}
      {tried.some((one) => one.passed?.length || one.skipped || !one.found) && (
        <ol className="caption muted" style={{ margin: 0, paddingInlineStart: 20 }}>
          {tried.map((one, at) => (
            <li key={at}>{attempt(one)}</li>
          ))}
        </ol>
      )}
    </>
  );

  function attempt(one: Tried): string {
    if (one.skipped) return r('triedSkipped');
    if (one.conflict) return r('triedConflict');
    if (!one.found) return r('triedNobody');
    const left = r('triedLeft', { count: one.left ?? one.found, found: one.found });
    const passed = one.passed ?? [];
    if (passed.length === 0) return left;
    const more = one.found - (one.left ?? one.found) - passed.length;
    return `${left} – ${listed([
      ...passed.map(
        ({ person, why, has, most }) =>
          `${name(person)}: ${r(`passed_${why}`, { has: String(has), most: String(most) })}`,
      ),
      ...(more > 0 ? [r('passedMore', { count: more })] : []),
    ])}`;
  }
}
