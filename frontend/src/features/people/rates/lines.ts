import type { DatedRate } from '@/api/types';

/** Read pasted lines of a day and a rate; what is between them may be a tab, blanks, a comma or a semicolon. */
export function ratesIn(text: string): { rates: DatedRate[]; wrong: string[] } {
  const rates: DatedRate[] = [];
  const wrong: string[] = [];
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (!line) continue;
    const found = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[\s,;]+(\d{1,10}(?:\.\d{1,10})?)$/.exec(line);
    const [, year = '', month = '', day = '', rate = ''] = found ?? [];
    const from_day = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (found && isDay(from_day) && Number(rate) > 0) rates.push({ from_day, rate });
    else wrong.push(line);
  }
  return { rates, wrong };
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** Rates with others added; of two of one day the new one counts. The newest stands first. */
export function withRates(before: readonly DatedRate[], added: readonly DatedRate[]): DatedRate[] {
  const known = new Map([...before, ...added].map((one) => [one.from_day, one]));
  return [...known.values()].sort((left, right) => (left.from_day < right.from_day ? 1 : -1));
}
