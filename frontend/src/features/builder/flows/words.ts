import { defineWords } from '@/i18n';
import { en } from './words.en';
import { zh } from './words.zh';

export const flowWords = defineWords('builder-flows', { en, zh });
