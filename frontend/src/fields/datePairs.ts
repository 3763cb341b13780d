/** Which dates of a record lay it out over days when nobody has said: those whose names say so. */
import type { Localised } from '@/api/types';

interface Named {
  key: string;
  label: Localised;
}

const wordsOf = (english: string, chinese: string) => new RegExp(`\\b(?:${english})\\b|${chinese}`, 'g');

const BEGINS = wordsOf(
  'start(?:s|ed|ing)?|beg[iau]n(?:s|ning)?|from|since|open(?:s|ed)?',
  '开始|起始|开工|启动|入住|[起始自从]',
);
const ENDS = wordsOf(
  'end(?:s|ed|ing)?|finish(?:es|ed)?|complet(?:es|ed|ion)|until|till|to|through|due|close[sd]?',
  '结束|截止|终止|完工|完成|离店|[止终至到]',
);

/** What is left of the names of a field without a word that says it begins (or ends) something. */
function restOf({ key, label }: Named, said: RegExp): string[] {
  const names = [key, ...(typeof label === 'string' ? [label] : Object.values(label))];
  return names.flatMap((name) => {
    const plain = name.toLowerCase().replace(/[_\s-]+/g, ' ');
    return [...plain.matchAll(said)].map(
      (word) => `${plain.slice(0, word.index)}…${plain.slice(word.index + word[0].length)}`,
    );
  });
}

/** The date that ends what another begins, their names being the same but for that: `starts_on`, `ends_on`. */
export function endOf<Some extends Named>(start: Some, dates: readonly Some[]): Some | undefined {
  const rest = new Set(restOf(start, BEGINS));
  return dates.find((other) => other.key !== start.key && restOf(other, ENDS).some((one) => rest.has(one)));
}

/**
 * The dates that a calendar or plan takes when it is told none: the first range, else the first pair whose names say
 * that one ends what the other begins, else the first date alone, for no order of two others is known.
 */
export function usualDates<Some extends Named>(
  ranges: readonly Some[],
  dates: readonly Some[],
): { start: Some; end?: Some } | undefined {
  const [range] = ranges;
  if (range) return { start: range };
  for (const start of dates) {
    const end = endOf(start, dates);
    if (end) return { start, end };
  }
  const [only] = dates;
  return only && { start: only };
}
