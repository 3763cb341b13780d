import { PlusOutlined } from '@ant-design/icons';
import { freeKey } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { useLanguage, useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import data from '../data/data.module.css';
import { insertField, newField } from '../data/entityChanges';
import type { FieldDocument, PoolDocument } from '../draft/documents';
import { changeDocument, useDocument, useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { CheckInput, ChoiceInput, ManyInput, Part, PickInput, TextInput } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import kit from '../kit/kit.module.css';
import { ElementPage } from '../shell/ElementPage';
import { ProblemsAt } from '../shell/ProblemsAt';
import { poolWords } from './poolWords';
import { SeveralPools } from './SeveralPools';

export function PoolDesigner() {
  return (
    <ElementPage kind="pool" place="rules">
      {(handle) => <Designer handle={handle} />}
    </ElementPage>
  );
}

type Claim = NonNullable<PoolDocument['claim']>;

function Designer({ handle }: { handle: DocumentHandle<PoolDocument> }) {
  const p = poolWords.use();
  const text = useText();
  const { app, document: pool } = handle;
  const { documents: entities } = useDocuments(app, 'entity');
  const { documents: roles } = useDocuments(app, 'role');
  const fields = Object.entries(entities[pool.entity]?.schema.properties ?? {});
  const problems = handle.open.problems;
  const set = <Key extends keyof PoolDocument>(key: Key, value: PoolDocument[Key] | undefined) =>
    handle.change((draft) => assign(draft, key, value), { merge: key });
  const claim = <Key extends keyof Claim>(key: Key, value: Claim[Key] | undefined) =>
    handle.change(
      (draft) => {
        const next = { ...draft.claim };
        assign(next, key, value);
        assign(draft, 'claim', Object.keys(next).length > 0 ? next : undefined);
      },
      { merge: `claim.${key}` },
    );
  const choices = (fits: (field: FieldDocument) => boolean) =>
    fields
      .filter(([, field]) => fits(field))
      .map(([value, field]) => ({ value, label: text(field['x-dougong'].label) || value }));
  const roleChoices = Object.values(roles).map((role) => ({
    value: role.key,
    label: text(role.name) || role.key,
  }));
  const keeps = (type: string) =>
    choices((field) => field['x-dougong'].type === type && field.readOnly === true);
  const amount = (key: keyof typeof AMOUNTS) => {
    const [label, help] = AMOUNTS[key];
    return (
      <>
        <ProblemsAt problems={problems} at={`/${key}`} />
        <Amount
          app={app}
          label={p(label)}
          help={p(help)}
          value={pool[key]}
          required={key === 'days'}
          onChange={(value) => set(key, key === 'days' ? (value ?? '') : value)}
        />
      </>
    );
  };
  const bound = (key: keyof typeof BOUNDS) => (
    <>
      <ProblemsAt problems={problems} at={`/claim/${key}`} />
      <Amount
        app={app}
        label={p(BOUNDS[key])}
        value={pool.claim?.[key]}
        onChange={(value) => claim(key, value)}
      />
    </>
  );
  const condition = (key: 'when' | 'keep_when') => (
    <>
      <ProblemsAt problems={problems} at={`/${key}`} />
      <DraftCondition
        app={app}
        entity={pool.entity}
        context="rule"
        label={p(key === 'keep_when' ? 'keepWhen' : pool.pool_field ? 'whenNone' : 'when')}
        value={pool[key]}
        empty={key === 'keep_when' ? p('keepNone') : p(pool.pool_field ? 'whenNoneEmpty' : 'whenHelp')}
        onChange={(value) => set(key, value)}
      />
      {key === 'when' && pool.pool_field && !pool.when && (
        <span>
          <Button small onClick={() => set('when', 'TRUE')}>
            {p('whenAll')}
          </Button>
        </span>
      )}
    </>
  );

  /** The entity gets the fields that the pool keeps, closed to people. */
  const addFields = () => {
    const taken = fields.map(([key]) => key);
    const made = (['datetime', 'date'] as const).map((type) => {
      const word = type === 'datetime' ? 'claimedLabel' : 'recycleLabel';
      const field = newField(type, { en: p(word, { lng: 'en' }), zh: p(word, { lng: 'zh' }) });
      return [
        freeKey(type === 'datetime' ? 'claimed_at' : 'recycle_on', taken),
        { ...field, readOnly: true },
      ] as const;
    });
    changeDocument(app, 'entity', pool.entity, (entity) => {
      for (const [key, field] of made) insertField(entity, key, field);
    });
    handle.change((draft) => {
      draft.claimed_at = made[0]![0];
      draft.recycle_on = made[1]![0];
    });
  };

  return (
    <div className={data.sheet}>
      <Part title={p('about')}>
        <NamePair handle={handle} />
        <CheckInput
          label={p('enabled')}
          help={p('enabledHelp')}
          value={pool.enabled ?? true}
          onChange={(value) => set('enabled', value ? undefined : false)}
        />
        {condition('when')}
        <Said handle={handle} />
      </Part>
      <Part title={p('kept')}>
        <ProblemsAt problems={problems} at="/claimed_at" />
        <PickInput
          label={p('claimedAt')}
          placeholder={p('chooseField')}
          value={pool.claimed_at || undefined}
          options={keeps('datetime')}
          onChange={(value) => set('claimed_at', value ?? '')}
        />
        <ProblemsAt problems={problems} at="/recycle_on" />
        <PickInput
          label={p('recycleOn')}
          placeholder={p('chooseField')}
          help={p('keptHelp')}
          value={pool.recycle_on || undefined}
          options={keeps('date')}
          onChange={(value) => set('recycle_on', value ?? '')}
        />
        {!pool.claimed_at && !pool.recycle_on && entities[pool.entity] && (
          <span>
            <Button small icon={<PlusOutlined aria-hidden />} onClick={addFields}>
              {p('addFields')}
            </Button>
          </span>
        )}
      </Part>
      <Part title={p('keepers')}>
        <ProblemsAt problems={problems} at="/admins" />
        <ManyInput
          label={p('admins')}
          help={p('adminsHelp')}
          value={pool.admins}
          options={roleChoices}
          onChange={(value) => set('admins', value.length > 0 ? value : undefined)}
        />
        <ProblemsAt problems={problems} at="/hide" />
        <ManyInput
          label={p('hide')}
          help={p('hideHelp')}
          value={pool.hide}
          options={choices((field) => field['x-dougong'].type !== 'sub_table').filter(
            (each) => each.value !== entities[pool.entity]?.title,
          )}
          onChange={(value) => set('hide', value.length > 0 ? value : undefined)}
        />
      </Part>
      <SeveralPools handle={handle} />
      <Part title={p('protection')}>
        {amount('days')}
        <ProblemsAt problems={problems} at="/active_at" />
        <PickInput
          label={p('activeAt')}
          clearable
          placeholder={p('chooseField')}
          value={pool.active_at}
          options={choices((field) => ['date', 'datetime'].includes(field['x-dougong'].type))}
          onChange={(value) =>
            handle.change((draft) => {
              assign(draft, 'active_at', value);
              if (!value) delete draft.extend_days;
            })
          }
        />
        {pool.active_at && amount('extend_days')}
        {amount('max_days')}
        {amount('first_contact_hours')}
        {condition('keep_when')}
        <ProblemsAt problems={problems} at="/warn_days" />
        <ManyInput
          label={p('warnDays')}
          value={pool.warn_days?.map(String)}
          options={WARNINGS.map((days) => ({ value: days, label: days }))}
          onChange={(value) => set('warn_days', value.length > 0 ? value.map(Number) : undefined)}
        />
      </Part>
      <Part title={p('claims')}>
        <ProblemsAt problems={problems} at="/assign" />
        <ChoiceInput
          label={p('assign')}
          value={pool.assign ?? 'self'}
          options={(['self', 'auto', 'admin'] as const).map((value) => ({
            value,
            label: p(`assign_${value}`),
          }))}
          onChange={(value) => set('assign', value === 'self' ? undefined : (value as 'auto' | 'admin'))}
        />
        <ManyInput
          label={p(pool.assign && pool.assign !== 'self' ? 'takers' : 'roles')}
          placeholder={p('everybody')}
          value={pool.claim?.roles}
          options={roleChoices}
          onChange={(value) => claim('roles', value.length > 0 ? value : undefined)}
        />
        {bound('hold')}
        {bound('department_hold')}
        {(pool.claim?.hold ?? pool.claim?.department_hold) && (
          <DraftCondition
            app={app}
            entity={pool.entity}
            context="rule"
            label={p('counts')}
            value={pool.claim?.counts}
            onChange={(value) => claim('counts', value)}
          />
        )}
        {bound('per_day')}
        {bound('every_hours')}
        {bound('again_after_hours')}
      </Part>
      <DocumentTools handle={handle} />
    </div>
  );
}

const AMOUNTS = {
  days: ['days', 'daysHelp'],
  extend_days: ['extendDays', 'extendHelp'],
  max_days: ['maxDays', 'maxHelp'],
  first_contact_hours: ['firstContact', 'firstHelp'],
} as const;
const BOUNDS = {
  hold: 'hold',
  department_hold: 'departmentHold',
  per_day: 'perDay',
  every_hours: 'everyHours',
  again_after_hours: 'again',
} as const;

interface AmountProps {
  app: string;
  label: string;
  help?: string;
  value: string | undefined;
  required?: boolean;
  onChange: (value: string | undefined) => void;
}

const WARNINGS = ['0', '1', '2', '3', '5', '7', '10', '14', '30'];
const PLAIN = /^\d*$/;

/** A number of the pool: none, one that is written here, or one of the settings, which change without publishing. */
function Amount({ app, label, help, value, required, onChange }: AmountProps) {
  const p = poolWords.use();
  const text = useText();
  const { handle } = useDocument(app, 'app', 'app');
  const settings = (handle?.document.settings ?? []).filter((each) => each.type === 'number');
  const plain = value !== undefined && PLAIN.test(value);
  return (
    <div className={kit.row} style={{ alignItems: 'flex-end' }}>
      <span className={kit.grow}>
        <ChoiceInput
          label={label}
          help={help}
          empty={required ? undefined : p('none')}
          value={plain ? 'number' : (value ?? '')}
          options={[
            { value: 'number', label: p('number') },
            ...settings.map((each) => ({
              value: `settings.${each.key}`,
              label: text(each.name) || each.key,
            })),
            ...(value && !plain && !settings.some((each) => `settings.${each.key}` === value)
              ? [{ value, label: value }]
              : []),
          ]}
          onChange={(next) => onChange(next === 'number' ? '10' : next || undefined)}
        />
      </span>
      {plain && (
        <span style={{ width: 96, alignSelf: 'flex-start' }}>
          <TextInput
            label={p('numberOf')}
            value={value}
            onChange={(next) => onChange(next.replace(/\D/g, '').slice(0, 4))}
          />
        </span>
      )}
    </div>
  );
}

/** What the pool does, in plain words; numbers of the settings by their names. */
function Said({ handle }: { handle: DocumentHandle<PoolDocument> }) {
  const p = poolWords.use();
  const text = useText();
  const language = useLanguage();
  const { app, document: pool } = handle;
  const { documents: entities } = useDocuments(app, 'entity');
  const { documents: roles } = useDocuments(app, 'role');
  const { documents: pools } = useDocuments(app, 'pool');
  const { handle: own } = useDocument(app, 'app', 'app');
  const number = (value: string) => {
    const setting = own?.document.settings?.find((each) => value === `settings.${each.key}`);
    return setting ? `“${text(setting.name) || setting.key}”` : value;
  };
  const fieldName = (key: string) =>
    text(entities[pool.entity]?.schema.properties[key]?.['x-dougong'].label) || key;
  const who = (pool.claim?.roles ?? []).map((key) => text(roles[key]?.name) || key);
  const bounds = [
    pool.claim?.hold && p('saidHold', { count: number(pool.claim.hold) }),
    pool.claim?.department_hold && p('saidDepartment', { count: number(pool.claim.department_hold) }),
    pool.claim?.per_day && p('saidDay', { count: number(pool.claim.per_day) }),
    pool.claim?.every_hours && p('saidPause', { hours: number(pool.claim.every_hours) }),
    pool.claim?.again_after_hours && p('saidAgain', { hours: number(pool.claim.again_after_hours) }),
  ];
  const goesTo = pools[pool.give_back_to?.[0] ?? ''];
  const more = [
    pool.extend_days && p('saidExtend'),
    pool.max_days && p('saidMost', { days: number(pool.max_days) }),
  ];
  return (
    <p className="muted" role="status">
      {[
        p(pool.assign && pool.assign !== 'self' ? `said_${pool.assign}` : 'saidClaim', {
          who: listed(who) || p('everybody'),
          entity: text(entities[pool.entity]?.name) || pool.entity,
          bounds: bounds.filter(Boolean).join(''),
        }),
        p('saidBack', { days: number(pool.days), more: more.filter(Boolean).join('') }),
        pool.first_contact_hours && p('saidContact', { hours: number(pool.first_contact_hours) }),
        goesTo && goesTo.key !== pool.key && p('saidTo', { pool: `“${text(goesTo.name) || goesTo.key}”` }),
        pool.keep_when && p('saidKeep'),
        pool.hide && p('saidHide', { fields: listed(pool.hide.map(fieldName)) }),
      ]
        .filter(Boolean)
        .join(language === 'zh' ? '' : ' ')}
    </p>
  );
}
