import { PlusOutlined } from '@ant-design/icons';
import { freeKey, keyFrom, newId } from '@/canvas/ids';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useEntries } from '../draft/api';
import type { ApproverDocument, FlowDocument, Text } from '../draft/documents';
import { useDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { useNames } from '../expression/useNames';
import { ChoiceInput, PickInput, RemoveButton, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { SettingValue } from './SettingValue';
import { flowWords } from './words';

const ways = ['supervisor', 'role', 'field', 'person', 'team'] as const;
const wayOf = (rule: ApproverDocument) => ways.find((way) => way in rule) ?? 'role';

interface ApproversProps {
  handle: DocumentHandle<FlowDocument>;
  /** What a setting made here is named after. */
  name: Text | undefined;
  rules: ApproverDocument[];
  /** The last rule cannot be taken out. */
  needed?: boolean;
  onChange: (rules: ApproverDocument[]) => void;
}

/** The rules by which people are found, one card each; everybody they find is meant. */
export function Approvers({ handle, name, rules, needed, onChange }: ApproversProps) {
  const w = flowWords.use();
  const app = useDocument(handle.app, 'app', 'app').handle;
  const replace = (at: number, rule: ApproverDocument) =>
    onChange(rules.map((each, index) => (index === at ? rule : each)));
  /** A place in the settings for one person or team: documents never name people themselves. */
  const madeSetting = (type: 'person' | 'team') => {
    const settings = app?.document.settings ?? [];
    const key = freeKey(
      keyFrom(name?.en ?? '') || type,
      settings.map((each) => each.key),
    );
    app?.change((draft) => {
      (draft.settings ??= []).push({ id: newId(), key, type, name: { ...name } });
    });
    return `settings.${key}`;
  };
  const fresh = (way: (typeof ways)[number]): ApproverDocument => {
    if (way === 'supervisor') return { supervisor: 1 };
    if (way === 'field') return { field: 'owner' };
    if (way === 'role') return { role: '' };
    const fits = app?.document.settings?.some((each) => each.type === way);
    return { [way]: fits ? '' : madeSetting(way) };
  };
  return (
    <>
      {rules.map((rule, at) => (
        <div key={at} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
          <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
            <span className={kit.grow}>
              <ChoiceInput
                bare
                label={w('whoKind')}
                value={wayOf(rule)}
                onChange={(way) => replace(at, fresh(way as (typeof ways)[number]))}
                options={ways.map((way) => ({ value: way, label: w(`who_${way}`) }))}
              />
            </span>
            {(rules.length > 1 || !needed) && (
              <RemoveButton
                line
                label={w('removeWho')}
                onClick={() => onChange(rules.filter((_, index) => index !== at))}
              />
            )}
          </div>
          <Approver
            handle={handle}
            rule={rule}
            onChange={(next) => replace(at, next)}
            onNewSetting={(type) => replace(at, { [type]: madeSetting(type) })}
          />
        </div>
      ))}
      <span>
        <Button small icon={<PlusOutlined aria-hidden />} onClick={() => onChange([...rules, { role: '' }])}>
          {w(needed ? 'addWho' : 'addAdministrator')}
        </Button>
      </span>
    </>
  );
}

interface ApproverProps {
  handle: DocumentHandle<FlowDocument>;
  rule: ApproverDocument;
  onChange: (rule: ApproverDocument) => void;
  onNewSetting: (type: 'person' | 'team') => void;
}

function Approver({ handle, rule, onChange, onNewSetting }: ApproverProps) {
  const w = flowWords.use();
  const text = useText();
  const roles = useEntries(handle.app, 'role');
  const settings = useDocument(handle.app, 'app', 'app').handle?.document.settings ?? [];
  const names = useNames(handle.app, handle.document.entity, 'gateway').filter(
    (name) => name.kind === 'person' && !name.path.startsWith('settings.'),
  );
  switch (wayOf(rule)) {
    case 'supervisor':
      return (
        <TextInput
          label={w('level')}
          type="number"
          value={String(rule.supervisor ?? 1)}
          onChange={(value) =>
            onChange({ ...rule, supervisor: Math.max(1, Math.min(20, Math.round(Number(value)) || 1)) })
          }
        />
      );
    case 'role':
      return (
        <ChoiceInput
          label={w('role')}
          value={rule.role}
          onChange={(role) => onChange({ role })}
          options={roles.map((role) => ({ value: role.key, label: text(role.name) || role.key }))}
        />
      );
    case 'field':
      return (
        <PickInput
          label={w('field')}
          value={rule.field}
          onChange={(field) => onChange({ field: field ?? '' })}
          options={names.map((name) => ({ value: name.path, label: `${text(name.label)} · ${name.path}` }))}
        />
      );
    default: {
      const kind = wayOf(rule) as 'person' | 'team';
      const chosen = settings.find((setting) => `settings.${setting.key}` === rule[kind]);
      return (
        <>
          <ChoiceInput
            label={w('setting')}
            help={w('settingHelp')}
            value={rule[kind]}
            onChange={(value) => onChange({ [kind]: value })}
            options={settings
              .filter((setting) => setting.type === kind)
              .map((setting) => ({
                value: `settings.${setting.key}`,
                label: text(setting.name) || setting.key,
              }))}
          />
          {chosen && <SettingValue app={handle.app} setting={chosen} />}
          <span>
            <Button small look="quiet" icon={<PlusOutlined aria-hidden />} onClick={() => onNewSetting(kind)}>
              {w(kind === 'person' ? 'newPersonSetting' : 'newTeamSetting')}
            </Button>
          </span>
        </>
      );
    }
  }
}
