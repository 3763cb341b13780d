import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { api } from '@/api/client';
import { useApp } from '@/api/queries';
import type { RunRules } from '@/api/types';
import { useText } from '@/i18n';
import { paths } from '@/ui/paths';
import { appPath, useEntries } from '../draft/api';
import { useDocuments } from '../draft/store';
import { ChoiceInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { RecordPick } from '../kit/RecordPick';
import { RunList, useRuleName } from './RunsPanel';
import css from './rules.module.css';
import { runWords } from './runWords';

const STATES = [
  'failed',
  'retrying',
  'waiting',
  'running',
  'done',
  'skipped',
  'cut',
  'retried',
  'dismissed',
] as const;

/** What the rules of an app did, and what of it failed and waits for somebody. */
export function RunsPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const w = runWords.use();
  const text = useText();
  const described = useApp(app).data;
  const rules = useEntries(app, 'rule');
  const ruleName = useRuleName();
  const ran = useQuery({
    queryKey: ['runs', app, 'rules'],
    queryFn: ({ signal }) => api.get<RunRules>(appPath(app, '/run-rules'), { signal }),
    retry: false,
  }).data?.items;
  const offered = new Map(ran?.map((one) => [one.rule, ruleName(one)]));
  for (const entry of rules) offered.set(entry.key, text(entry.name) || entry.key);
  const { documents } = useDocuments(app, 'rule');
  const [asked, setAsked] = useSearchParams();
  const get = (name: string) => asked.get(name) ?? undefined;
  const set = (changes: Record<string, string | undefined>) =>
    setAsked(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes))
          if (value) next.set(name, value);
          else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const rule = get('rule');
  const entity = rule ? documents[rule]?.entity : undefined;
  const query = {
    rule,
    state: get('state'),
    record: get('record'),
    since: get('since') && `${get('since')}T00:00:00`,
    until: dayAfter(get('until')),
  };
  return (
    <BuilderPage crumbs={[{ label: t('rules'), to: paths.build(app, '/rules') }, { label: w('title') }]}>
      <div className={css.runsPage}>
        <div className={css.runFilters}>
          <ChoiceInput
            label={w('filterState')}
            empty={w('anyState')}
            value={get('state')}
            onChange={(state) => set({ state })}
            options={STATES.map((value) => ({ value, label: w(`state_${value}`) }))}
          />
          <ChoiceInput
            label={w('filterRule')}
            empty={w('anyRule')}
            value={rule}
            onChange={(next) => set({ rule: next, record: undefined })}
            options={[...offered].map(([value, label]) => ({ value, label }))}
          />
          <TextInput
            type="date"
            label={w('filterSince')}
            value={get('since')}
            onChange={(since) => set({ since })}
          />
          <TextInput
            type="date"
            label={w('filterUntil')}
            value={get('until')}
            onChange={(until) => set({ until })}
          />
          {entity && described?.entities[entity]?.title && (
            <div className={kit.labelled}>
              <span className={kit.label}>{w('filterRecord')}</span>
              <RecordPick
                app={app}
                entity={entity}
                label={w('anyRecord')}
                value={get('record')}
                onChange={(record) => set({ record })}
              />
            </div>
          )}
        </div>
        <RunList app={app} name="*" path="/runs" query={query} empty={w('empty')} named />
      </div>
    </BuilderPage>
  );
}

/** The day after one, so that the one is in. */
function dayAfter(day: string | undefined): string | undefined {
  if (!day) return undefined;
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 19);
}
