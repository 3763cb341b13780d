import { defineWords } from '@/i18n';
import { en } from './words.en';
import { zh } from './words.zh';

export const dataWords = defineWords('builder-data', { en, zh });
