import type { ThemeChoice } from '@/api/types';

const THEME_KEY = 'dougong.theme';
const listeners = new Set<() => void>();
const systemDark = () => window.matchMedia?.('(prefers-color-scheme: dark)').matches ?? false;

export function themeChoice(): ThemeChoice {
  const stored = localStorage.getItem(THEME_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function currentTheme(): 'light' | 'dark' {
  const choice = themeChoice();
  return choice === 'system' ? (systemDark() ? 'dark' : 'light') : choice;
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = currentTheme();
  listeners.forEach((listener) => listener());
}

export function setTheme(choice: ThemeChoice): void {
  localStorage.setItem(THEME_KEY, choice);
  applyTheme();
}

export function subscribeTheme(listener: () => void): () => void {
  const media = window.matchMedia?.('(prefers-color-scheme: dark)');
  listeners.add(listener);
  media?.addEventListener('change', applyTheme);
  return () => {
    listeners.delete(listener);
    media?.removeEventListener('change', applyTheme);
  };
}

/** The value of a token as it stands in tokens.css under the current theme. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The server puts a fresh nonce into the page: style elements without it are refused by its policy. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
