/** A measure said as a function of a field, with or without a condition; anything else stays a formula. */

export const measureFunctions = ['COUNT', 'SUM', 'AVERAGE', 'MIN', 'MAX'] as const;
export type MeasureFunction = (typeof measureFunctions)[number];

export interface MeasureParts {
  function: MeasureFunction;
  /** Empty for COUNT. */
  field: string;
  /** Empty when every record counts. */
  when: string;
}

const PATH = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
const CALL = /^(COUNT|SUM|AVERAGE|MIN|MAX)(IF)?\((.*)\)$/s;

/** Split the arguments of a call at its own commas: not at those inside brackets or texts. */
function argumentsOf(text: string): string[] | null {
  const found: string[] = [];
  let [depth, from, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (letter === ',' && depth === 0) {
      found.push(text.slice(from, at).trim());
      from = at + 1;
    }
    // The call ended before the text did: "SUM(a) / SUM(b)".
    if (depth < 0) return null;
  }
  if (quoted || depth !== 0) return null;
  found.push(text.slice(from).trim());
  return found.filter((each, at) => each || at > 0 || found.length > 1);
}

export function partsOfMeasure(formula: string): MeasureParts | null {
  const call = CALL.exec(formula.trim());
  const given = call && argumentsOf(call[3] ?? '');
  if (!call || !given) return null;
  const name = call[1] as MeasureFunction;
  const conditional = Boolean(call[2]);
  if (name === 'COUNT') {
    if (given.length !== (conditional ? 1 : 0)) return null;
    return { function: name, field: '', when: given[0] ?? '' };
  }
  if (given.length !== (conditional ? 2 : 1)) return null;
  const field = given.at(-1) ?? '';
  return PATH.test(field) ? { function: name, field, when: conditional ? (given[0] ?? '') : '' } : null;
}

export function measureOf({ function: name, field, when }: MeasureParts): string {
  if (name === 'COUNT') return when ? `COUNTIF(${when})` : 'COUNT()';
  return when ? `${name}IF(${when}, ${field})` : `${name}(${field})`;
}
