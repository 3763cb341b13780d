import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { setLanguage } from '@/i18n';
import './antd/now';
import { Select } from './Select';

afterEach(() => {
  cleanup();
  setLanguage('en');
});

it.each([
  ['zh', '清除'],
  ['en', 'Clear'],
] as const)('names the button that empties it in the language of the person (%s)', (language, name) => {
  setLanguage(language);
  render(<Select allowClear value="a" options={[{ value: 'a', label: 'A' }]} />);
  expect(screen.getByRole('button', { name })).toBeInTheDocument();
  expect(screen.queryByRole('img', { name: 'close-circle' })).toBeNull();
});
