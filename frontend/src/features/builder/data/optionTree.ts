/** A tree of choices as lines of text: two blanks before a line put it below the one above it. */
import { freeKey } from '@/canvas/ids';
import type { Language } from '@/api/types';
import type { OptionDocument } from '../draft/documents';

const INDENT = 2;

const labelOf = ({ label, key }: OptionDocument, language: Language) =>
  label[language] ?? label.en ?? label.zh ?? key;

/** The choices as they stand in a text, each under the one it belongs to, with its depth. */
function inOrder(options: OptionDocument[], parent = '', depth = 0): [OptionDocument, number][] {
  return options
    .filter((option) => (option.parent ?? '') === parent)
    .flatMap((option): [OptionDocument, number][] => [
      [option, depth],
      ...inOrder(options, option.key, depth + 1),
    ]);
}

/** The choices as lines. */
export function linesOf(options: OptionDocument[], language: Language): string {
  return inOrder(options)
    .map(([option, depth]) => ' '.repeat(depth * INDENT) + labelOf(option, language))
    .join('\n');
}

/**
 * The choices that lines make. A choice of the same name in the same place stays the one it was; so does one
 * that only got another name, whose records would lose it otherwise.
 */
export function optionsOf(text: string, before: OptionDocument[], language: Language): OptionDocument[] {
  const lines = text.split('\n').filter((line) => line.trim());
  const names = new Set(lines.map((line) => line.trim()));
  const old = inOrder(before).map(([option]) => option);
  const used = new Set<string>();
  const taken = new Set(before.map((option) => option.key));
  const way: OptionDocument[] = [];
  return lines.map((line, index) => {
    const name = line.trim();
    const blanks = line.replaceAll('\t', ' '.repeat(INDENT)).search(/\S/);
    way.length = Math.min(Math.ceil(blanks / INDENT), way.length);
    const parent = way.at(-1)?.key ?? '';
    const free = (option: OptionDocument | undefined) => option && !used.has(option.key);
    const same = old.find(
      (option) => free(option) && (option.parent ?? '') === parent && labelOf(option, language) === name,
    );
    const here = lines.length === old.length ? old[index] : undefined;
    const renamed = here && free(here) && !names.has(labelOf(here, language)) ? here : undefined;
    const kept = same ?? renamed;
    const key = kept?.key ?? freeKey('option', taken);
    used.add(key);
    taken.add(key);
    const option = { ...kept, key, label: same?.label ?? { ...kept?.label, [language]: name }, parent };
    const { parent: above, ...top } = option;
    way.push(option);
    return above ? option : top;
  });
}
