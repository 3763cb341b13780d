import { DownOutlined } from '@ant-design/icons';
import { ConfigProvider, theme as antdTheme } from 'antd';
import type { ThemeConfig } from 'antd';
import type { Locale } from 'antd/es/locale';
import english from 'antd/es/locale/en_US';
import { use, useMemo } from 'react';
import type { ReactNode } from 'react';
import { useLanguage } from '@/i18n';
import { nonce, token } from './theme';
import { useTheme } from './useTheme';

export { useTheme } from './useTheme';
export { nonce } from './theme';

function antdConfig(mode: 'light' | 'dark'): ThemeConfig {
  const or = (name: string, fallback: string) => token(name) || fallback;
  return {
    algorithm: mode === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    cssVar: { key: 'dougong' },
    hashed: false,
    token: {
      colorPrimary: or('accent', '#0958d9'),
      colorLink: or('accent', '#0958d9'),
      colorInfo: or('accent', '#0958d9'),
      colorText: or('text', '#1b2028'),
      colorTextSecondary: or('text-muted', '#5a6270'),
      colorTextTertiary: or('text-faint', '#6b7280'),
      colorTextDescription: or('text-muted', '#5a6270'),
      colorTextPlaceholder: or('text-faint', '#6b7280'),
      colorBgContainer: or('surface', '#ffffff'),
      colorBgElevated: or('surface-raised', '#ffffff'),
      colorBgLayout: or('surface-sunken', '#f5f6f8'),
      colorBorder: or('line-strong', '#c4c9d1'),
      colorBorderSecondary: or('line', '#e1e4e9'),
      colorError: or('red-shade', '#b3201f'),
      colorWarning: or('amber-mark', '#d98a0b'),
      colorSuccess: or('green-mark', '#2a9d50'),
      colorTextLightSolid: or('accent-on', '#ffffff'),
      borderRadius: 6,
      fontSize: 14,
      fontFamily: or('font', 'system-ui, sans-serif'),
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.15s',
      controlHeight: 32,
    },
  };
}

let loadedChinese: Promise<Locale> | null = null;
/** English is built into Ant Design; Chinese is fetched when it is wanted. */
function chinese(): Promise<Locale> {
  loadedChinese ??= import('antd/locale/zh_CN').then((module) => module.default);
  return loadedChinese;
}

// Its own name would be read out, in English; that there is a list to open is said by the control.
const arrow = { suffixIcon: <DownOutlined aria-hidden /> };

/** A modal dialog lives in the top layer, so the pop-ups of its controls must live inside it. */
function popupContainer(trigger?: HTMLElement): HTMLElement {
  return trigger?.closest('dialog') ?? document.body;
}

/** Ant Design under our tokens; wraps the whole app once. */
export function AntdProvider({ children }: { children: ReactNode }) {
  const mode = useTheme();
  const language = useLanguage();
  // Never without one: Ant Design would make everything below anew, and what is typed there would be lost.
  const locale = language === 'zh' ? use(chinese()) : english;
  const config = useMemo(() => antdConfig(mode), [mode]);
  return (
    <ConfigProvider
      theme={config}
      locale={locale}
      csp={nonce ? { nonce } : undefined}
      button={{ autoInsertSpace: false }}
      select={arrow}
      getPopupContainer={popupContainer}
    >
      {children}
    </ConfigProvider>
  );
}
