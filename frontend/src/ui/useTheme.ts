import { useSyncExternalStore } from 'react';
import { currentTheme, subscribeTheme } from './theme';

/** Light or dark as it is shown now. */
export function useTheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribeTheme, currentTheme);
}
