import { PlusOutlined } from '@ant-design/icons';
import { freeKey, keyFrom, newId } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useEntries } from '../draft/api';
import type { ApproverDocument, FlowDocument, Text } from '../draft/documents';
import { useDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { ExpressionInput } from '@/expressions';
import { useNames } from '../expression/useNames';
import { ChoiceInput, PickInput, RemoveButton, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { SettingValue } from './SettingValue';
import { flowWords } from './words';

const ways = [
  'supervisor',
  'supervisors',
  'department_head',
  'role',
  'field',
  'formula',
  'person',
  'team',
  'chosen',
] as const;
const upward: readonly string[] = ['supervisor', 'supervisors', 'department_head'];
const wayOf = (rule: ApproverDocument) => ways.find((way) => way in rule) ?? 'role';

interface ApproversProps {
  handle: DocumentHandle<FlowDocument>;
  /** What a setting made here is named after. */
  name: Text | undefined;
  rules: ApproverDocument[];
  /** The last rule cannot be taken out. */
  needed?: boolean;
  /** Votes are weighed. */
  weights?: boolean;
  onChange: (rules: ApproverDocument[]) => void;
}

/** The rules by which people are found, one card each; everybody they find is meant. */
export function Approvers({ handle, name, rules, needed, weights, onChange }: ApproversProps) {
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
    if (way === 'supervisor' || way === 'department_head') return { [way]: 1 };
    if (way === 'supervisors') return { supervisors: 'top' };
    if (way === 'field') return { field: 'owner' };
    if (way === 'role' || way === 'formula') return { [way]: '' };
    if (way === 'chosen') return { chosen: 'initiator' };
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
          {weights && (
            <TextInput
              label={w('weight')}
              type="number"
              value={String(rule.weight ?? 1)}
              onChange={(value) => {
                const weight = Math.max(1, Math.min(1000, Math.round(Number(value)) || 1));
                const next = { ...rule };
                assign(next, 'weight', weight > 1 ? weight : undefined);
                replace(at, next);
              }}
            />
          )}
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
  const people = names.map((name) => ({ value: name.path, label: `${text(name.label)} · ${name.path}` }));
  const roleChoices = roles.map((role) => ({ value: role.key, label: text(role.name) || role.key }));
  const way = wayOf(rule);
  /** The rule with other members; its weight and of whom it counts stay. */
  const with_ = (members: ApproverDocument): ApproverDocument => ({
    ...members,
    ...(rule.of && upward.includes(way) ? { of: rule.of } : {}),
    ...(rule.weight ? { weight: rule.weight } : {}),
  });
  const ofWhom = (
    <PickInput
      label={w('ofWhom')}
      placeholder={w('ofInitiator')}
      clearable
      value={rule.of}
      onChange={(of) => {
        const next = { ...rule };
        assign(next, 'of', of);
        onChange(next);
      }}
      options={people}
    />
  );
  const levelInput = (value: number, write: (level: number) => ApproverDocument) => (
    <TextInput
      label={w('level')}
      type="number"
      value={String(value)}
      onChange={(typed) => onChange(with_(write(Math.max(1, Math.min(20, Math.round(Number(typed)) || 1)))))}
    />
  );
  switch (way) {
    case 'supervisor':
      return (
        <>
          {levelInput(rule.supervisor ?? 1, (supervisor) => ({ supervisor }))}
          {ofWhom}
        </>
      );
    case 'department_head':
      return (
        <>
          {levelInput(rule.department_head ?? 1, (level) => ({ department_head: level }))}
          {ofWhom}
        </>
      );
    case 'supervisors': {
      const to = rule.supervisors ?? 'top';
      const kind = typeof to === 'number' ? 'level' : typeof to === 'string' ? 'top' : 'role';
      return (
        <>
          <ChoiceInput
            label={w('chainTo')}
            value={kind}
            onChange={(next) =>
              onChange(with_({ supervisors: next === 'level' ? 2 : next === 'top' ? 'top' : { role: '' } }))
            }
            options={(['top', 'level', 'role'] as const).map((value) => ({
              value,
              label: w(`chain_${value}`),
            }))}
          />
          {typeof to === 'number' && levelInput(to, (supervisors) => ({ supervisors }))}
          {typeof to === 'object' && (
            <ChoiceInput
              label={w('role')}
              value={to.role}
              onChange={(role) => onChange(with_({ supervisors: { role } }))}
              options={roleChoices}
            />
          )}
          {ofWhom}
        </>
      );
    }
    case 'formula':
      return (
        <ExpressionInput
          draft
          app={handle.app}
          entity={handle.document.entity}
          context="gateway"
          label={w('who_formula')}
          value={rule.formula}
          onChange={(formula) => onChange(with_({ formula }))}
        />
      );
    case 'chosen':
      return (
        <ChoiceInput
          label={w('chosenBy')}
          value={rule.chosen}
          onChange={(chosen) => onChange(with_({ chosen }))}
          options={(['initiator', 'previous'] as const).map((value) => ({
            value,
            label: w(`chosen_${value}`),
          }))}
        />
      );
    case 'role':
      return (
        <ChoiceInput
          label={w('role')}
          value={rule.role}
          onChange={(role) => onChange(with_({ role }))}
          options={roleChoices}
        />
      );
    case 'field':
      return (
        <PickInput
          label={w('field')}
          value={rule.field}
          onChange={(field) => onChange(with_({ field: field ?? '' }))}
          options={people}
        />
      );
    default: {
      const kind = way as 'person' | 'team';
      const chosen = settings.find((setting) => `settings.${setting.key}` === rule[kind]);
      return (
        <>
          <ChoiceInput
            label={w('setting')}
            help={w('settingHelp')}
            value={rule[kind]}
            onChange={(value) => onChange(with_({ [kind]: value }))}
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
