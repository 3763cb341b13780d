import { defineWords } from '@/i18n';
import { en } from './words.en';
import { zh } from './words.zh';

export const ruleWords = defineWords('builder-rules', { en, zh });
