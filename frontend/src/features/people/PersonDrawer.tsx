import { useQueryClient } from '@tanstack/react-query';
import { Select } from '@/ui/Select';
import { useState } from 'react';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { keys } from '@/api/queries';
import type { AppSummary, Language } from '@/api/types';
import { currentLanguage, useText } from '@/i18n';
import { sentences } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { Button, Drawer, ErrorState, toast } from '@/ui';
import { CheckField, Field, FieldPair, FieldStack, TextField } from '@/ui/Inputs';
import { DeactivateDialog } from './DeactivateDialog';
import css from './people.module.css';
import { PersonSelect } from './PeopleSelect';
import { PlaceSelect, PlacesSelect } from './PlaceSelect';
import type { Person, Role } from '@/api/types';
import { words } from './words';

export interface PersonDrawerProps {
  /** Null for a new one. */
  person: Person | null;
  apps: AppSummary[];
  roles: Record<string, Role[]>;
  onClose: () => void;
}

interface Draft {
  name: string;
  login: string;
  password: string;
  email: string;
  phone: string;
  department: string | null;
  supervisor: string | null;
  teams: string[];
  positions: string[];
  administrator: boolean;
  active: boolean;
  language: Language;
  roles: Record<string, string[]>;
}

/** Somebody new begins with the language of who adds him, where it can be changed. */
function draftOf(person: Person | null, language: Language): Draft {
  return {
    name: person?.name ?? '',
    login: person?.login ?? '',
    password: '',
    email: person?.email ?? '',
    phone: person?.phone ?? '',
    department: person?.department?.id ?? null,
    supervisor: person?.supervisor?.id ?? null,
    teams: person?.teams ?? [],
    positions: person?.positions ?? [],
    administrator: person?.administrator ?? false,
    active: person?.active ?? true,
    language: person?.language ?? language,
    roles: person?.roles ?? {},
  };
}

const languages: { value: Language; label: string }[] = [
  { value: 'zh', label: '中文' },
  { value: 'en', label: 'English' },
];

const members = [
  'name',
  'email',
  'phone',
  'department',
  'supervisor',
  'teams',
  'positions',
  'administrator',
  'active',
  'language',
] as const;
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Only what differs is sent; an empty text is no value. */
function changesOf(before: Draft, now: Draft): Record<string, unknown> {
  const changed = members.filter((key) => !same(before[key], now[key]));
  return Object.fromEntries(changed.map((key) => [key, now[key] === '' ? null : now[key]]));
}

/** A person: who, where in the organisation, and what he may. */
export function PersonDrawer({ person, apps, roles, onClose }: PersonDrawerProps) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const client = useQueryClient();
  const [before] = useState(() => draftOf(person, currentLanguage()));
  const [draft, setDraft] = useState(before);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tried, setTried] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const set =
    <Key extends keyof Draft>(key: Key) =>
    (value: Draft[Key]) =>
      setDraft((now) => ({ ...now, [key]: value }));
  const newLogin = !person?.login && draft.login.trim() !== '';
  const nameFault = draft.name.trim() ? undefined : t('nameNeeded');
  const passwordFault = newLogin && !draft.password ? t('passwordNeeded') : undefined;
  const refused = isProblem(error) ? error.byField() : {};

  const save = async (sure = false) => {
    setTried(true);
    if (nameFault || passwordFault || busy) return;
    if (person && before.active && !draft.active && !sure) {
      setLeaving(true);
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const name = draft.name.trim();
      const changes: Record<string, unknown> = changesOf(before, { ...draft, name });
      const roles = Object.fromEntries(
        apps
          .filter((app) => !same(before.roles[app.key] ?? [], draft.roles[app.key] ?? []))
          .map((app) => [app.key, draft.roles[app.key] ?? []]),
      );
      if (Object.keys(roles).length > 0) changes.roles = roles;
      const account = newLogin ? { login: draft.login.trim(), password: draft.password } : null;
      // One request, so that a refusal leaves nothing half done: nobody is added twice.
      if (!person) await api.post('/people', { ...changes, language: draft.language, ...account });
      else {
        const all = { ...changes, ...(draft.password && !account ? { password: draft.password } : {}) };
        if (Object.keys(all).length > 0) await api.patch(`/people/${person.id}`, all);
        if (account) await api.post(`/people/${person.id}/login`, account);
      }
      toast(t(person ? 'saved' : 'added', { name: draft.name.trim() }));
      for (const key of [keys.people, ['teams'], keys.me]) void client.invalidateQueries({ queryKey: key });
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };

  return (
    <Drawer
      title={person ? person.name : t('newPerson')}
      onClose={onClose}
      width={560}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => void save()}>
            {person ? shared('save') : shared('create')}
          </Button>
        </>
      }
    >
      <FieldStack onSubmit={() => void save()}>
        {error !== null && <ErrorState error={error} />}
        <h3 className={css.partHead}>{t('identity')}</h3>
        <TextField
          label={t('name')}
          required
          value={draft.name}
          onChange={set('name')}
          maxLength={100}
          autoFocus={!person}
          error={tried ? nameFault : undefined}
        />
        <FieldPair>
          <TextField
            label={t('email')}
            type="email"
            value={draft.email}
            onChange={set('email')}
            maxLength={200}
            error={refused.email && sentences(refused.email)}
          />
          <TextField
            label={t('phone')}
            type="tel"
            value={draft.phone}
            onChange={set('phone')}
            maxLength={50}
            error={refused.phone && sentences(refused.phone)}
          />
        </FieldPair>
        <Field label={t('language')} help={t('languageHelp')}>
          {(id) => (
            <Select
              id={id}
              style={{ width: '100%' }}
              aria-label={t('language')}
              value={draft.language}
              options={languages}
              onChange={set('language')}
            />
          )}
        </Field>
        <h3 className={css.partHead}>{t('place')}</h3>
        <FieldPair>
          <Field label={t('department')}>
            {(id) => (
              <PlaceSelect
                id={id}
                kind="departments"
                label={t('department')}
                value={draft.department}
                onChange={set('department')}
              />
            )}
          </Field>
          <Field label={t('supervisor')}>
            {(id) => (
              <PersonSelect
                id={id}
                label={t('supervisor')}
                value={draft.supervisor}
                onChange={set('supervisor')}
                except={person?.id}
              />
            )}
          </Field>
          <Field label={t('teams')}>
            {(id) => (
              <PlacesSelect
                id={id}
                kind="teams"
                label={t('teams')}
                value={draft.teams}
                onChange={set('teams')}
              />
            )}
          </Field>
          <Field label={t('positions')}>
            {(id) => (
              <PlacesSelect
                id={id}
                kind="positions"
                label={t('positions')}
                value={draft.positions}
                onChange={set('positions')}
              />
            )}
          </Field>
        </FieldPair>
        <h3 className={css.partHead}>{t('access')}</h3>
        {apps.map((app) => (
          <Field key={app.key} label={t('rolesIn', { app: text(app.name) })}>
            {(id) => (
              <Select
                id={id}
                mode="multiple"
                style={{ width: '100%' }}
                showSearch={{ optionFilterProp: 'label' }}
                aria-label={t('rolesIn', { app: text(app.name) })}
                placeholder={roles[app.key]?.length === 0 ? t('noRoles') : shared('none')}
                value={draft.roles[app.key] ?? []}
                options={(roles[app.key] ?? []).map((role) => ({
                  value: role.key,
                  label: text(role.name) || role.key,
                  disabled: role.default,
                }))}
                onChange={(next: string[]) =>
                  setDraft((now) => ({ ...now, roles: { ...now.roles, [app.key]: next } }))
                }
              />
            )}
          </Field>
        ))}
        <CheckField
          label={t('administrator')}
          help={t('administratorHelp')}
          checked={draft.administrator}
          onChange={set('administrator')}
        />
        {person && (
          <CheckField
            label={t('active')}
            help={t('activeHelp')}
            checked={draft.active}
            onChange={set('active')}
          />
        )}
        <FieldPair>
          <TextField
            label={t('login')}
            value={draft.login}
            disabled={Boolean(person?.login)}
            onChange={set('login')}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            help={person?.login ? undefined : person ? t('giveLogin') : t('loginHelp')}
            error={refused.login && sentences(refused.login)}
          />
          <TextField
            label={t(person?.login ? 'newPassword' : 'password')}
            type="password"
            value={draft.password}
            onChange={set('password')}
            autoComplete="new-password"
            help={t(person?.login ? 'newPasswordHelp' : 'passwordHelp')}
            error={(tried ? passwordFault : undefined) ?? (refused.password && sentences(refused.password))}
          />
        </FieldPair>
      </FieldStack>
      {leaving && person && (
        <DeactivateDialog person={person} onConfirm={() => save(true)} onClose={() => setLeaving(false)} />
      )}
    </Drawer>
  );
}
