/** What goes with a decision, described as fields so that the widgets of records draw it. */
import type { FieldDescription } from '@/api/types';

export const givenField = (type: 'signature' | 'attachment', label: string): FieldDescription => ({
  id: type,
  key: type,
  label: { en: label, zh: label },
  help: null,
  type,
  formula_type: 'list',
  widget: null,
  options: [],
  operators: [],
  required: false,
  read_only: false,
  readable: true,
  writable: true,
  changeable: true,
  system: false,
  settings: {},
});

/** What a step asks for besides a word: whether to sign, how many files. */
export interface Gives {
  signature?: 'optional' | 'required';
  files?: { least: number; most: number };
}

/** What somebody gave: uploads by id. */
export interface GivenFiles {
  signature: string[];
  files: string[];
}

export const nothingGiven: GivenFiles = { signature: [], files: [] };

export type GivenFault = 'signature' | 'files' | 'tooMany';

export function givenFault({ signature, files }: Gives, given: GivenFiles): GivenFault | null {
  if (signature === 'required' && given.signature.length === 0) return 'signature';
  if (files && given.files.length > files.most) return 'tooMany';
  return files && given.files.length < files.least ? 'files' : null;
}
