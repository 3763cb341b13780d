import { PlusOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import type { StepDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ChoiceInput, ManyInput, RemoveButton } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { problemsIn } from '../shell/faults';
import { comparable } from './comparable';
import { InnerSteps } from './NestedSteps';
import type { StepEditorProps } from './StepEditor';
import { ruleWords } from './words';

/** Which records count as the same, which of them is kept, and what is done about each of them. */
export function MergeEditor({ body, problems, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const { documents } = useDocuments(place.app, 'entity');
  const entity = documents[place.entity];
  const declared = (entity?.duplicates?.match ?? []).length > 0;
  const inner = { ...place, parent: place.entity };
  const prefer = (body.prefer as string[]) ?? [];
  const set = (key: string, value: unknown, merge?: string) => {
    const next = { ...body };
    assign(next, key, value);
    onChange(next, merge);
  };
  return (
    <div className={kit.stack}>
      <ChoiceInput
        label={r('mergeMatch')}
        help={body.match === undefined && !declared ? r('mergeNone') : undefined}
        value={body.match === undefined ? 'entity' : 'own'}
        onChange={(how) => set('match', how === 'own' ? (entity?.duplicates?.match ?? [[]]) : undefined)}
        options={[
          { value: 'entity', label: r('mergeByEntity') },
          { value: 'own', label: r('mergeByFields') },
        ]}
      />
      {body.match !== undefined && (
        <MatchLists
          entity={place.entity}
          app={place.app}
          match={body.match as string[][]}
          onChange={(match) => set('match', match)}
        />
      )}
      <DraftCondition
        {...inner}
        label={r('mergeWhen')}
        empty={r('eachAll')}
        value={body.when as string | undefined}
        onChange={(when) => set('when', when, 'when')}
      />
      <div className={kit.labelled} role="group" aria-label={r('mergePrefer')}>
        <span className={kit.label}>{r('mergePrefer')}</span>
        <p className="muted">{r(body.prefer === undefined ? 'mergePreferUsual' : 'mergePreferHelp')}</p>
        {prefer.map((condition, at) => (
          <div key={at} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
            <div className={kit.row}>
              <strong className={kit.grow}>{r('mergePreferAt', { at: at + 1 })}</strong>
              <RemoveButton
                line
                label={r('mergePreferRemove', { at: at + 1 })}
                onClick={() => {
                  const rest = prefer.filter((_, index) => index !== at);
                  set('prefer', rest.length > 0 ? rest : undefined);
                }}
              />
            </div>
            <DraftCondition
              {...inner}
              label={r('mergePreferWhen', { at: at + 1 })}
              value={condition}
              onChange={(next) =>
                set(
                  'prefer',
                  prefer.map((each, index) => (index === at ? (next ?? '') : each)),
                  `prefer.${at}`,
                )
              }
            />
          </div>
        ))}
        <div>
          <Button small icon={<PlusOutlined aria-hidden />} onClick={() => set('prefer', [...prefer, ''])}>
            {r('mergePreferAdd')}
          </Button>
        </div>
      </div>
      {(['each', 'do'] as const).map((name) => (
        <InnerSteps
          key={name}
          label={r(`merge_${name}`)}
          steps={(body[name] as StepDocument[]) ?? []}
          problems={problems && problemsIn(problems, `/${name}`)}
          place={inner}
          onChange={(steps, merge) =>
            set(name, steps.length > 0 ? steps : undefined, merge && `${name}.${merge}`)
          }
        />
      ))}
    </div>
  );
}

/** Lists of fields: records that are equal in all fields of one of them count as the same. */
function MatchLists({
  app,
  entity,
  match,
  onChange,
}: {
  app: string;
  entity: string;
  match: string[][];
  onChange: (match: string[][]) => void;
}) {
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(app, 'entity');
  const options = Object.entries(documents[entity]?.schema.properties ?? {})
    .filter(([key]) => comparable(documents[entity], key))
    .map(([key, field]) => ({ value: key, label: text(field['x-dougong'].label) || key }));
  return (
    <div className={kit.stack}>
      {match.map((keys, at) => (
        <div key={at} className={kit.row}>
          <div className={kit.grow}>
            <ManyInput
              label={r(at === 0 ? 'mergeEqual' : 'mergeOrEqual')}
              value={keys}
              options={options}
              onChange={(next) => onChange(match.map((each, index) => (index === at ? next : each)))}
            />
          </div>
          {match.length > 1 && (
            <RemoveButton
              line
              label={r('mergeEqualRemove', { at: at + 1 })}
              onClick={() => onChange(match.filter((_, index) => index !== at))}
            />
          )}
        </div>
      ))}
      <div>
        <Button small icon={<PlusOutlined aria-hidden />} onClick={() => onChange([...match, []])}>
          {r('mergeOrEqual')}
        </Button>
      </div>
    </div>
  );
}
