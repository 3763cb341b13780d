import { useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Language, Me, ThemeChoice } from '@/api/types';
import { setLanguage, useLanguage } from '@/i18n';
import { common } from '@/i18n/words';
import { Avatar } from '@/ui/Avatar';
import { MenuButton } from '@/ui/MenuButton';
import { paths } from '@/ui/paths';
import { setTheme, themeChoice } from '@/ui/theme';
import { useTheme } from '@/ui/useTheme';

const languages: { key: Language; label: string }[] = [
  { key: 'zh', label: '中文' },
  { key: 'en', label: 'English' },
];

export function MeMenu({ me }: { me: Me }) {
  const t = common.use();
  const client = useQueryClient();
  const language = useLanguage();
  useTheme();
  const choice = themeChoice();
  const themes: { key: ThemeChoice; label: string }[] = [
    { key: 'light', label: t('themeLight') },
    { key: 'dark', label: t('themeDark') },
    { key: 'system', label: t('themeSystem') },
  ];

  const signOut = async () => {
    await api.delete('/session').catch(() => undefined);
    client.clear();
    window.location.assign(paths.signIn);
  };
  const chooseLanguage = (next: Language) => {
    setLanguage(next);
    // Texts made by the server (notices, titles) come in the language of the account.
    void api.patch('/me', { language: next }).then(() => client.invalidateQueries());
  };

  return (
    <MenuButton
      label={t('me')}
      iconOnly
      entries={[
        { kind: 'head', key: 'who', label: t('signedInAs', { name: me.person.name }) },
        { kind: 'line', key: 'line-1' },
        { kind: 'head', key: 'language', label: t('language') },
        ...languages.map((item) => ({
          key: item.key,
          label: item.label,
          checked: item.key === language,
          onSelect: () => chooseLanguage(item.key),
        })),
        { kind: 'head', key: 'theme', label: t('theme') },
        ...themes.map((item) => ({
          key: item.key,
          label: item.label,
          checked: item.key === choice,
          onSelect: () => {
            setTheme(item.key);
            void api.patch('/me', { theme: item.key }).catch(() => undefined);
          },
        })),
        { kind: 'line', key: 'line-2' },
        { key: 'account', label: t('me'), to: paths.account },
        // The bar at the bottom of a phone has no room for it.
        ...(me.person.administrator ? [{ key: 'people', label: t('people'), to: paths.people }] : []),
        { key: 'sign-out', label: t('signOut'), onSelect: () => void signOut() },
      ]}
    >
      <Avatar name={me.person.name} size={28} />
    </MenuButton>
  );
}
