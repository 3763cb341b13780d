import i18next from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language, Localised } from '@/api/types';
import { setRequestLanguage } from '@/api/client';

const LANGUAGE_KEY = 'dougong.language';

export function preferredLanguage(): Language {
  const stored = localStorage.getItem(LANGUAGE_KEY);
  if (stored === 'zh' || stored === 'en') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

void i18next.use(initReactI18next).init({
  lng: preferredLanguage(),
  fallbackLng: 'en',
  resources: {},
  interpolation: { escapeValue: false },
  returnNull: false,
  showSupportNotice: false,
} as Parameters<typeof i18next.init>[0]);
applyLanguage(preferredLanguage());

function applyLanguage(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  setRequestLanguage(language === 'zh' ? 'zh-CN' : 'en');
}

/** Switch the interface; the choice is remembered in this browser. */
export function setLanguage(language: Language): void {
  localStorage.setItem(LANGUAGE_KEY, language);
  applyLanguage(language);
  void i18next.changeLanguage(language);
}

export function currentLanguage(): Language {
  return i18next.language === 'zh' ? 'zh' : 'en';
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'zh' ? 'zh' : 'en';
}

/** "items_one" and "items_other" are both reached as "items" with {count}. */
type WordKey<Words> = keyof {
  [Key in keyof Words as Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key]: true;
};
/** Chinese has one plural form, so keys ending in _one are not asked for. */
type Translation<Words> = { [Key in keyof Words as Key extends `${string}_one` ? never : Key]: string };

export type Translate<Words> = (key: WordKey<Words> & string, values?: Record<string, unknown>) => string;

export interface WordBook<Words> {
  /** In a component: re-renders when the language changes. */
  use: () => Translate<Words>;
  /** Outside React. */
  say: Translate<Words>;
}

/**
 * Declare the words of one feature in both languages; keys are typed and complete by construction.
 *
 * `export const words = defineWords('inbox', { en: {...}, zh: {...} })`, then `const t = words.use()`.
 */
export function defineWords<const Words extends Record<string, string>>(
  namespace: string,
  texts: { en: Words; zh: Translation<Words> },
): WordBook<Words> {
  i18next.addResourceBundle('en', namespace, texts.en, true, true);
  i18next.addResourceBundle('zh', namespace, texts.zh, true, true);
  const say: Translate<Words> = (key, values) =>
    i18next.t(key as string, { ...values, ns: namespace }) as unknown as string;
  function useWords(): Translate<Words> {
    const { t } = useTranslation(namespace);
    return useCallback((key, values) => t(key as string, values ?? {}) as unknown as string, [t]);
  }
  return { use: useWords, say };
}

/** The text of a document label in a language, falling back to the other one. */
export function textIn(language: Language, text: Localised | null | undefined): string {
  if (text === null || text === undefined) return '';
  if (typeof text === 'string') return text;
  return text[language] || text[language === 'zh' ? 'en' : 'zh'] || '';
}

/** `const text = useText(); text(entity.name)` */
export function useText(): (text: Localised | null | undefined) => string {
  const language = useLanguage();
  return useCallback((text) => textIn(language, text), [language]);
}
