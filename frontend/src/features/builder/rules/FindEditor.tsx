import { PlusOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { segments } from '@/canvas/pointers';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useEntries } from '../draft/api';
import type { Sources, StepDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { ChoiceInput, PickInput, RemoveButton } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { problemsIn } from '../shell/faults';
import { InnerSteps } from './NestedSteps';
import type { StepEditorProps } from './StepEditor';
import { ValuesEditor } from './ValuesEditor';
import { comparable } from './comparable';
import { ruleWords } from './words';

/** A record that is looked for: by what it is found, which reference keeps it, and what is done about it. */
export function FindEditor({ body, problems = [], place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const entries = useEntries(place.app, 'entity');
  const { documents } = useDocuments(place.app, 'entity');
  const target = String(body.entity ?? '');
  const ways = (body.match as Sources[]) ?? [{}];
  // Everything else that is wrong is said where it is chosen.
  const isShown = (pointer: string) => {
    const [member, at] = segments(pointer);
    if (!documents[target]) return false;
    return member === 'match' ? Number(at) < ways.length : member === 'into' || member === 'do';
  };
  const set = (key: string, value: unknown, merge?: string) => {
    const next = { ...body };
    assign(next, key, value);
    onChange(next, merge);
  };
  const references = Object.entries(documents[place.entity]?.schema.properties ?? {})
    .filter(([, { 'x-dougong': own }]) => own.type === 'reference' && own.entity === target)
    .map(([key, field]) => ({ value: key, label: text(field['x-dougong'].label) || key }));
  return (
    <div className={kit.stack}>
      <PickInput
        label={r('entity')}
        value={target}
        onChange={(entity) => onChange({ entity: entity ?? '', match: [{}] })}
        options={entries.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
      />
      <ProblemsAt problems={problems.filter(({ pointer }) => !isShown(pointer))} at="" />
      {documents[target] && (
        <>
          {ways.map((way, at) => (
            <div key={at} className={kit.row} style={{ alignItems: 'start' }}>
              <div className={kit.grow}>
                <ValuesEditor
                  label={r(at === 0 ? 'findBy' : 'findOrBy')}
                  target={target}
                  values={way}
                  problems={problemsIn(problems, `/match/${at}`)}
                  offers={(key) => comparable(documents[target], key)}
                  place={place}
                  onChange={(next) =>
                    set(
                      'match',
                      ways.map((each, index) => (index === at ? next : each)),
                    )
                  }
                />
              </div>
              {ways.length > 1 && (
                <RemoveButton
                  line
                  label={r('removeWay', { at: at + 1 })}
                  onClick={() =>
                    set(
                      'match',
                      ways.filter((_, index) => index !== at),
                    )
                  }
                />
              )}
            </div>
          ))}
          <div>
            <Button small icon={<PlusOutlined aria-hidden />} onClick={() => set('match', [...ways, {}])}>
              {r('findOrBy')}
            </Button>
          </div>
          <ProblemsAt problems={problems} at="/into" />
          <ChoiceInput
            label={r('findInto')}
            help={references.length === 0 ? r('findNoField') : undefined}
            value={String(body.into ?? '')}
            empty={r('findIntoNone')}
            onChange={(into) => set('into', into || undefined)}
            options={references}
          />
          <InnerSteps
            label={r('findDo')}
            steps={(body.do as StepDocument[]) ?? []}
            problems={problemsIn(problems, '/do')}
            place={{ ...place, entity: target, parent: place.entity }}
            onChange={(steps, merge) => set('do', steps.length > 0 ? steps : undefined, merge)}
          />
        </>
      )}
    </div>
  );
}
