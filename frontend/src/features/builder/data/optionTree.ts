/** A tree of choices as lines of text: two blanks before a line put it below the one above it. */
import { freeKey } from '@/canvas/ids';
import type { Language } from '@/api/types';
import type { OptionDocument } from '../draft/documents';

const INDENT = 2;

const labelOf = ({ label, key }: OptionDocument, language: Language) =>
  label[language] ?? label.en ?? label.zh ?? key;

/** The choices as lines, each under the one it belongs to. */
export function linesOf(options: OptionDocument[], language: Language): string {
  const below = (parent: string, depth: number): string[] =>
    options
      .filter((option) => (option.parent ?? '') === parent)
      .flatMap((option) => [
        ' '.repeat(depth * INDENT) + labelOf(option, language),
        ...below(option.key, depth + 1),
      ]);
  return below('', 0).join('\n');
}

/** The choices that lines make; a choice of the same name in the same place stays the one it was. */
export function optionsOf(text: string, before: OptionDocument[], language: Language): OptionDocument[] {
  const made: OptionDocument[] = [];
  const way: OptionDocument[] = [];
  const taken = new Set(before.map((option) => option.key));
  for (const line of text.split('\n')) {
    const name = line.trim();
    if (!name) continue;
    const blanks = line.replaceAll('\t', ' '.repeat(INDENT)).search(/\S/);
    way.length = Math.min(Math.ceil(blanks / INDENT), way.length);
    const parent = way.at(-1)?.key ?? '';
    const kept = before.find(
      (option) =>
        (option.parent ?? '') === parent && labelOf(option, language) === name && !made.includes(option),
    );
    const key = kept?.key ?? freeKey('option_1', [...taken]);
    taken.add(key);
    const option = kept ?? { key, label: { [language]: name }, ...(parent ? { parent } : {}) };
    made.push(option);
    way.push(option);
  }
  return made;
}
