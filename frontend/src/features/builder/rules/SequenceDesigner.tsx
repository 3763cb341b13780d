import { useLanguage, useText } from '@/i18n';
import { assign } from '@/canvas/lists';
import data from '../data/data.module.css';
import type { SequenceDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { CheckInput, ChoiceInput, ManyInput, Part, TextInput } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import kit from '../kit/kit.module.css';
import { ElementPage } from '../shell/ElementPage';
import { ProblemsAt } from '../shell/ProblemsAt';
import { SequenceExits } from './SequenceExits';
import { SequenceRecords } from './SequenceRecords';
import { sequenceSaid } from './sequenceSpeech';
import { SequenceSteps } from './SequenceSteps';
import { sequenceWords } from './sequenceWords';
import { WaitsOffered } from './waitsOffered';
import { useSpeech } from './useSpeech';

export function SequenceDesigner() {
  return (
    <ElementPage kind="sequence" place="rules">
      {(handle) => <Designer handle={handle} />}
    </ElementPage>
  );
}

function Designer({ handle }: { handle: DocumentHandle<SequenceDocument> }) {
  const s = sequenceWords.use();
  const { app, document: sequence } = handle;
  const problems = handle.open.problems;
  const set = <Key extends keyof SequenceDocument>(key: Key, value: SequenceDocument[Key] | undefined) =>
    handle.change((draft) => assign(draft, key, value), { merge: key });
  return (
    <WaitsOffered value={false}>
      <div className={data.sheet}>
        <Part title={s('about')}>
          <NamePair handle={handle} />
          <CheckInput
            label={s('enabled')}
            help={s('enabledHelp')}
            value={sequence.enabled ?? true}
            onChange={(value) => set('enabled', value ? undefined : false)}
          />
          <ProblemsAt problems={problems} at="/when" />
          <DraftCondition
            app={app}
            entity={sequence.entity}
            context="rule"
            label={s('when')}
            value={sequence.when}
            onChange={(value) => set('when', value)}
          />
          <Said handle={handle} />
        </Part>
        <SequenceSteps handle={handle} />
        <SequenceExits handle={handle} />
        <Bounds handle={handle} set={set} />
        <Part title={s('records')}>
          <SequenceRecords app={app} sequence={sequence} />
        </Part>
        <DocumentTools handle={handle} />
      </div>
    </WaitsOffered>
  );
}

type Put = <Key extends keyof SequenceDocument>(key: Key, value: SequenceDocument[Key] | undefined) => void;

function Bounds({ handle, set }: { handle: DocumentHandle<SequenceDocument>; set: Put }) {
  const s = sequenceWords.use();
  const text = useText();
  const { app, document: sequence } = handle;
  const { documents: roles } = useDocuments(app, 'role');
  const problems = handle.open.problems;
  const quiet = (changes: NonNullable<SequenceDocument['quiet']>) => {
    const next = Object.fromEntries(
      Object.entries({ ...sequence.quiet, ...changes }).filter(([, value]) => value),
    );
    set('quiet', Object.keys(next).length > 0 ? next : undefined);
  };
  const whole = (value: string, most: number) => {
    const digits = value.replace(/\D/g, '');
    return digits ? Math.min(Number(digits), most) : undefined;
  };
  return (
    <Part title={s('quiet')}>
      <ProblemsAt problems={problems} at="/quiet" />
      <div className={kit.duo}>
        <TextInput
          label={s('quietFrom')}
          type="time"
          value={sequence.quiet?.from}
          onChange={(from) => quiet({ from: from.slice(0, 5) })}
        />
        <TextInput
          label={s('quietTo')}
          type="time"
          value={sequence.quiet?.to}
          onChange={(to) => quiet({ to: to.slice(0, 5) })}
        />
      </div>
      <CheckInput
        label={s('restDays')}
        value={sequence.quiet?.rest_days}
        onChange={(rest_days) => quiet({ rest_days })}
      />
      <ChoiceInput
        label={s('again')}
        value={sequence.again_after_days === undefined ? 'never' : 'after'}
        options={(['never', 'after'] as const).map((value) => ({ value, label: s(`again_${value}`) }))}
        onChange={(value) => set('again_after_days', value === 'never' ? undefined : 90)}
      />
      {sequence.again_after_days !== undefined && (
        <TextInput
          label={s('againDays')}
          value={String(sequence.again_after_days)}
          onChange={(value) => set('again_after_days', whole(value, 3650) ?? 0)}
        />
      )}
      <TextInput
        label={s('most')}
        placeholder={s('noBound')}
        value={sequence.most === undefined ? '' : String(sequence.most)}
        onChange={(value) => set('most', whole(value, 10_000_000) || undefined)}
      />
      <ProblemsAt problems={problems} at="/roles" />
      <ManyInput
        label={s('roles')}
        placeholder={s('everybody')}
        value={sequence.roles}
        options={Object.values(roles).map((role) => ({
          value: role.key,
          label: text(role.name) || role.key,
        }))}
        onChange={(value) => set('roles', value.length > 0 ? value : undefined)}
      />
    </Part>
  );
}

function Said({ handle }: { handle: DocumentHandle<SequenceDocument> }) {
  const s = sequenceWords.use();
  const language = useLanguage();
  const speech = useSpeech(handle.app);
  return (
    <p className="muted" role="status">
      {sequenceSaid(s, speech, handle.document, language).join(language === 'zh' ? '' : ' ')}
    </p>
  );
}
