import {
  AuditOutlined,
  CalculatorOutlined,
  HistoryOutlined,
  InboxOutlined,
  SendOutlined,
  TableOutlined,
} from '@ant-design/icons';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { newId } from '@/canvas/ids';
import { useText } from '@/i18n';
import { Button, LinkButton } from '@/ui/Button';
import { paths } from '@/ui/paths';
import { useEntries } from '../draft/api';
import type { Text } from '../draft/documents';
import { createDocument, useDocuments } from '../draft/store';
import { PickInput } from '../kit/controls';
import { ElementList } from '../kit/ElementList';
import { NewElementDialog } from '../kit/NewElementDialog';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import css from './rules.module.css';
import { runWords } from './runWords';
import { startWords } from './sentence';
import { useSpeech } from './useSpeech';
import { ruleWords } from './words';

type NewKind = 'rule' | 'scorecard' | 'table' | 'pool' | 'sequence';
const rooms: Record<NewKind, string> = {
  rule: '/rules/',
  scorecard: '/rules/score/',
  table: '/rules/table/',
  pool: '/rules/pool/',
  sequence: '/rules/sequence/',
};
const titles = {
  rule: 'newRule',
  scorecard: 'newScore',
  table: 'newTable',
  pool: 'newPool',
  sequence: 'newSequence',
} as const;

export function RulesPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const r = ruleWords.use();
  const w = runWords.use();
  const text = useText();
  const rules = useEntries(app, 'rule');
  const cards = useEntries(app, 'scorecard');
  const tables = useEntries(app, 'table');
  const pools = useEntries(app, 'pool');
  const sequences = useEntries(app, 'sequence');
  const { documents: ruleDocuments } = useDocuments(app, 'rule');
  const { documents: entities } = useDocuments(app, 'entity');
  const [adding, setAdding] = useState<NewKind | null>(null);
  const speech = useSpeech(app);
  const entityName = (key: string) => text(entities[key]?.name) || key;
  const order = (key: string) => ruleDocuments[key]?.priority ?? 100;
  const sorted = [...rules].sort((one, other) => {
    const [a, b] = [ruleDocuments[one.key]?.entity ?? '', ruleDocuments[other.key]?.entity ?? ''];
    return entityName(a).localeCompare(entityName(b)) || order(one.key) - order(other.key);
  });
  const said = (key: string) => {
    const rule = ruleDocuments[key];
    return rule ? startWords(speech, rule.entity, rule.on) : key;
  };
  const caption = (key: string) => {
    const rule = ruleDocuments[key];
    return rule ? (
      <span className={css.ruleCaption}>
        <span>{said(key)}</span>
        <span>
          {r(rule.phase === 'before' ? 'beforeShort' : 'afterShort')} · {r('orderAt', { at: order(key) })} ·{' '}
          <b data-off={rule.enabled === false || undefined}>
            {r(rule.enabled === false ? 'ruleOff' : 'ruleOn')}
          </b>
        </span>
      </span>
    ) : (
      key
    );
  };
  return (
    <BuilderPage crumbs={[{ label: t('rules') }]}>
      <ElementList
        app={app}
        empty={r('empty')}
        newLabel={r('newRule')}
        onNew={() => setAdding('rule')}
        more={
          <>
            <Button icon={<CalculatorOutlined aria-hidden />} onClick={() => setAdding('scorecard')}>
              {r('newScore')}
            </Button>
            <Button icon={<TableOutlined aria-hidden />} onClick={() => setAdding('table')}>
              {r('newTable')}
            </Button>
            <Button icon={<InboxOutlined aria-hidden />} onClick={() => setAdding('pool')}>
              {r('newPool')}
            </Button>
            <Button icon={<SendOutlined aria-hidden />} onClick={() => setAdding('sequence')}>
              {r('newSequence')}
            </Button>
            <LinkButton look="quiet" icon={<HistoryOutlined aria-hidden />} to={paths.build(app, '/runs')}>
              {w('title')}
            </LinkButton>
          </>
        }
        groups={[
          {
            title: r('eventRules'),
            entries: sorted,
            icon: <AuditOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/rules/${entry.key}`),
            caption: (entry) => caption(entry.key),
            found: (entry) => said(entry.key),
          },
          {
            title: r('scoreCards'),
            entries: cards,
            icon: <CalculatorOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/rules/score/${entry.key}`),
          },
          {
            title: r('tables'),
            entries: tables,
            icon: <TableOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/rules/table/${entry.key}`),
          },
          {
            title: r('pools'),
            entries: pools,
            icon: <InboxOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/rules/pool/${entry.key}`),
          },
          {
            title: r('sequences'),
            entries: sequences,
            icon: <SendOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/rules/sequence/${entry.key}`),
          },
        ]}
      />
      {adding && <NewRuleDialog app={app} kind={adding} onClose={() => setAdding(null)} />}
    </BuilderPage>
  );
}

function NewRuleDialog({ app, kind, onClose }: { app: string; kind: NewKind; onClose: () => void }) {
  const r = ruleWords.use();
  const text = useText();
  const navigate = useNavigate();
  const taken = useEntries(app, kind).map((entry) => entry.key);
  const entities = useEntries(app, 'entity');
  const [entity, setEntity] = useState<string | undefined>(
    entities.length === 1 ? entities[0]?.key : undefined,
  );
  const create = async (name: Text, key: string) => {
    const head = { format: 1 as const, id: newId(), key, name, entity: entity ?? '' };
    if (kind === 'rule')
      await createDocument(app, 'rule', {
        ...head,
        on: { created: true },
        phase: 'after',
        do: [],
        enabled: true,
      });
    else if (kind === 'scorecard') await createDocument(app, 'scorecard', { ...head, lines: [] });
    else if (kind === 'pool')
      await createDocument(app, 'pool', {
        ...head,
        claimed_at: '',
        recycle_on: '',
        days: '30',
        warn_days: [3],
      });
    else if (kind === 'sequence')
      await createDocument(app, 'sequence', {
        ...head,
        quiet: { from: '21:00', to: '09:00' },
        steps: [{ key: 'step', wait: { days: 7 }, at: '10:00', do: [] }],
      });
    else
      await createDocument(app, 'table', {
        ...head,
        hit: 'first',
        inputs: [],
        outputs: [{ key: 'result', label: { zh: '结果', en: 'Result' } }],
        rows: [],
      });
    onClose();
    void navigate(paths.build(app, rooms[kind] + key));
  };
  return (
    <NewElementDialog
      title={r(titles[kind])}
      taken={taken}
      fallback={kind}
      ready={Boolean(entity)}
      onCreate={create}
      onClose={onClose}
    >
      <PickInput
        label={r('newIn')}
        value={entity}
        onChange={setEntity}
        options={entities.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
      />
    </NewElementDialog>
  );
}
