import type { AppDescription, FieldDescription, Localised } from '@/api/types';
import { fieldOf } from '@/fields';

/** The values of a choice that may be written next, and where the text that they replace begins. */
export interface OptionChoice {
  from: number;
  options: { key: string; label: Localised }[];
}

const PATH = '([A-Za-z_][A-Za-z0-9_.]*)';
// After a comparison with a field, in the list of IN, or as a further argument beside the field: CONTAINS(tags, "…
const COMPARED = new RegExp(
  `(?:${PATH}\\s*(?:=|<>|\\b(?:NOT\\s+)?IN\\s*\\((?:[^()]*,)?)|[A-Z]+\\(\\s*${PATH}\\s*,(?:[^()]*,)?)\\s*("?)([^"(),=<>]*)$`,
  'i',
);

/** The field at the end of a path, along references within the app. */
export function fieldAt(app: AppDescription, entity: string, path: string): FieldDescription | undefined {
  const [first = '', ...rest] = path.replace(/^this\./, '').split('.');
  const type = app.entities[entity];
  const field = type && fieldOf(type, first);
  if (!field || rest.length === 0) return field;
  const target = field.type === 'reference' ? field.settings.entity : undefined;
  return target ? fieldAt(app, target, rest.join('.')) : undefined;
}

/** Return the options that a text before the cursor asks for, by their keys and by a part of their labels. */
export function optionsBefore(
  text: string,
  field: (path: string) => FieldDescription | undefined,
): OptionChoice | null {
  const found = COMPARED.exec(text);
  if (!found) return null;
  const quote = found[3] ?? '';
  const typed = found[4] ?? '';
  const wanted = typed.trim().toLowerCase();
  const options = (field(found[1] ?? found[2] ?? '')?.options ?? []).filter(({ key, label }) =>
    [key, ...Object.values(label)].some((name) => name?.toLowerCase().includes(wanted)),
  );
  return options.length > 0 ? { from: text.length - typed.length - quote.length, options } : null;
}
