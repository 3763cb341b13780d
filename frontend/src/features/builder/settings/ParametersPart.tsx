import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, useApp, useMe } from '@/api/queries';
import type { JsonValue, PersonPage, PlaceList } from '@/api/types';
import { newId } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { bracketed } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { toast } from '@/ui/toast';
import { appPath, useEntries } from '../draft/api';
import type { AppDocument, SettingDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { CheckInput, ChoiceInput, Part, TextInput, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { NewElementDialog } from '../kit/NewElementDialog';
import { ProblemsAt } from '../shell/ProblemsAt';
import { settingWords } from './words';

const types = [
  'number',
  'percent',
  'money',
  'text',
  'long_text',
  'switch',
  'date',
  'team',
  'role',
  'person',
  'department',
] as const;
const PLACES: Record<string, string> = { team: '/teams', person: '/people', department: '/departments' };

export function ParametersPart({ handle }: { handle: DocumentHandle<AppDocument> }) {
  const s = settingWords.use();
  const [adding, setAdding] = useState(false);
  const [type, setType] = useState<string>('number');
  const settings = handle.document.settings ?? [];
  return (
    <Part
      title={s('parameters')}
      extra={
        <Button small icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
          {s('addSetting')}
        </Button>
      }
    >
      <p className="muted caption">{s('parametersHelp')}</p>
      {settings.map((setting, at) => (
        <Setting key={setting.id} handle={handle} setting={setting} at={at} />
      ))}
      {adding && (
        <NewElementDialog
          title={s('addSetting')}
          taken={settings.map((setting) => setting.key)}
          fallback="setting"
          onClose={() => setAdding(false)}
          onCreate={async (name, key) => {
            handle.change((draft) => {
              (draft.settings ??= []).push({ id: newId(), key, type, name });
            });
            setAdding(false);
          }}
        >
          <ChoiceInput
            label={s('settingType')}
            value={type}
            onChange={setType}
            options={types.map((value) => ({ value, label: s(`type_${value}`) }))}
          />
        </NewElementDialog>
      )}
    </Part>
  );
}

function Setting({
  handle,
  setting,
  at,
}: {
  handle: DocumentHandle<AppDocument>;
  setting: SettingDocument;
  at: number;
}) {
  const s = settingWords.use();
  const text = useText();
  const change = (recipe: (setting: SettingDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.settings?.[at];
        if (target) recipe(target);
      },
      { merge: merge && `${setting.id}.${merge}` },
    );
  return (
    <div className={`${kit.card} ${kit.stack}`} style={{ gap: 4, padding: '10px 12px' }}>
      <CurrentValue app={handle.app} setting={setting} name={text(setting.name) || setting.key} />
      {text(setting.help) && <span className="muted caption">{text(setting.help)}</span>}
      <ProblemsAt problems={handle.open.problems} at={`/settings/${at}`} />
      <details>
        <summary className="muted caption" style={{ cursor: 'pointer' }}>
          {s('definition')} · {s(`type_${setting.type}` as 'type_text')}{' '}
          <code className={kit.key}>settings.{setting.key}</code>
        </summary>
        <Part>
          <TextPair
            label={s('settingName')}
            value={setting.name}
            onChange={(name) =>
              change((target) => {
                target.name = name ?? {};
              }, 'name')
            }
          />
          {!(setting.type in PLACES) && setting.type !== 'role' && (
            <ValueControl
              label={s('defaultValue')}
              app={handle.app}
              setting={setting}
              value={setting.default as JsonValue}
              onChange={(value) =>
                change((target) => assign(target, 'default', value === null ? undefined : value), 'default')
              }
            />
          )}
          <TextPair
            label={s('help')}
            value={setting.help}
            onChange={(help) => change((target) => assign(target, 'help', help), 'help')}
          />
          <span>
            <Button
              small
              look="danger"
              icon={<CloseOutlined aria-hidden />}
              onClick={() =>
                handle.change((draft) =>
                  assign(
                    draft,
                    'settings',
                    draft.settings?.filter((_, index) => index !== at),
                  ),
                )
              }
            >
              {s('removeSetting')}
            </Button>
          </span>
        </Part>
      </details>
    </div>
  );
}

/** The value that the running app uses; changed here, it acts at once. */
function CurrentValue({ app, setting, name }: { app: string; setting: SettingDocument; name: string }) {
  const s = settingWords.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const description = useApp(app).data;
  const [value, setValue] = useState<JsonValue | undefined>(undefined);
  if (!description || !(setting.key in description.settings))
    return (
      <div>
        <strong>{name}</strong> <span className="muted caption">{s('notPublished')}</span>
      </div>
    );
  const stored = description.settings[setting.key] as JsonValue;
  const shown = value === undefined ? stored : value;
  const save = async () => {
    try {
      await api.patch(appPath(app, '/settings'), { values: { [setting.key]: shown } });
      await client.invalidateQueries({ queryKey: keys.app(app) });
      setValue(undefined);
      toast(s('valueSaved'));
    } catch (error) {
      toast(problemText(error), { bad: true });
    }
  };
  return (
    <div className={kit.row} style={{ alignItems: 'flex-end', flexWrap: 'nowrap' }}>
      <span className={kit.grow}>
        <ValueControl label={name} app={app} setting={setting} value={shown} onChange={setValue} />
      </span>
      {value !== undefined && JSON.stringify(value) !== JSON.stringify(stored) && (
        <Button look="primary" onClick={() => void save()}>
          {s('saveNow')}
        </Button>
      )}
    </div>
  );
}

function ValueControl({
  label,
  app,
  setting,
  value,
  onChange,
}: {
  label: string;
  app: string;
  setting: SettingDocument;
  value: JsonValue | undefined;
  onChange: (value: JsonValue) => void;
}) {
  const text = useText();
  const place = PLACES[setting.type];
  const roles = useEntries(app, 'role');
  const currency = useMe().data?.currency ?? '';
  const people = useQuery({
    queryKey: ['places', place],
    queryFn: () =>
      api.get<PersonPage | PlaceList>(place ?? '', place === '/people' ? { query: { limit: 200 } } : {}),
    enabled: Boolean(place),
    staleTime: 30_000,
  });
  if (place)
    return (
      <ChoiceInput
        label={label}
        empty="–"
        value={typeof value === 'string' ? value : ''}
        onChange={(next) => onChange(next || null)}
        options={(people.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }))}
      />
    );
  if (setting.type === 'role')
    return (
      <ChoiceInput
        label={label}
        empty="–"
        value={typeof value === 'string' ? value : ''}
        onChange={(next) => onChange(next || null)}
        options={roles.map((role) => ({ value: role.key, label: text(role.name) || role.key }))}
      />
    );
  if (setting.type === 'switch')
    return <CheckInput label={label} value={value === true} onChange={onChange} />;
  if (setting.type === 'money') {
    const money = (
      typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { amount: value ?? '' }
    ) as { amount: string; currency?: string };
    return (
      <TextInput
        label={bracketed(label, money.currency ?? currency)}
        value={String(money.amount ?? '')}
        onChange={(amount) => onChange(amount ? { ...money, amount: amount.replace(/[^\d.-]/g, '') } : null)}
      />
    );
  }
  if (setting.type === 'number' || setting.type === 'percent') {
    const plain = value === null || value === undefined ? '' : String(value);
    return (
      <TextInput
        label={label}
        value={plain}
        onChange={(next) => onChange(next.replace(/[^\d.-]/g, '') || null)}
      />
    );
  }
  return (
    <TextInput
      label={label}
      type={setting.type === 'date' ? 'date' : undefined}
      rows={setting.type === 'long_text' ? 3 : undefined}
      value={typeof value === 'string' ? value : ''}
      onChange={(next) => onChange(next || null)}
    />
  );
}
