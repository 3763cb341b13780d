import { defineWords } from './index';
import { en } from './en';
import { zh } from './zh';

/** The shared words: `const t = common.use()`. */
export const common = defineWords('common', { en, zh });

export type CommonWord = Parameters<typeof common.say>[0];
