import { PlusOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import type { ExpressionPlace } from '@/expressions';
import { ExpressionInput } from '@/expressions';
import { Button } from '@/ui/Button';
import { useEntries } from '../draft/api';
import type { DocumentProblem } from '../draft/api';
import type { Sources, StepDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ChoiceInput, ManyInput, PickInput, RemoveButton } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { problemsIn } from '../shell/faults';
import { ProblemsAt } from '../shell/ProblemsAt';
import type { StepEditorProps } from './StepEditor';
import { StepList } from './StepList';
import { useTargetOf } from './useTargetOf';
import { ValuesEditor } from './ValuesEditor';
import { ruleWords } from './words';

/** Steps that stand inside another one. */
export function InnerSteps({
  label,
  steps,
  problems,
  place,
  onChange,
}: {
  label: string;
  steps: StepDocument[];
  /** What is wrong with them, by pointers into the list. */
  problems?: DocumentProblem[];
  place: ExpressionPlace;
  onChange: (steps: StepDocument[], merge?: string) => void;
}) {
  return (
    <div className={kit.labelled} role="group" aria-label={label}>
      <span className={kit.label}>{label}</span>
      <div className={kit.stack} style={{ gap: 8 }}>
        {problems && <ProblemsAt problems={problems.filter(({ pointer }) => pointer === '')} at="" />}
        <StepList
          steps={steps}
          problems={problems}
          place={place}
          change={(recipe, merge) => {
            const next = structuredClone(steps);
            recipe(next);
            onChange(next, merge);
          }}
        />
      </div>
    </div>
  );
}

function RecordsInput({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  return (
    <ExpressionInput
      {...place}
      draft
      label={r('eachOf')}
      help={r('eachOfHelp')}
      value={String(body.records ?? '')}
      onChange={(records) => onChange({ ...body, records }, 'records')}
    />
  );
}

function EachCondition({ inner, body, onChange }: StepEditorProps & { inner: ExpressionPlace }) {
  const r = ruleWords.use();
  return (
    <DraftCondition
      {...inner}
      label={r('eachWhen')}
      empty={r('eachAll')}
      value={body.when as string | undefined}
      onChange={(when) => {
        const next = { ...body };
        assign(next, 'when', when);
        onChange(next, 'when');
      }}
    />
  );
}

/** Go through a list: which records, on what condition, and what is done about each. */
export function EachEditor(props: StepEditorProps) {
  const { body, problems, place, onChange } = props;
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(place.app, 'entity');
  const target = useTargetOf(place, String(body.records ?? ''));
  const inner = { ...place, entity: target ?? '', parent: place.entity };
  return (
    <div className={kit.stack}>
      <RecordsInput {...props} />
      {target && <EachCondition {...props} inner={inner} />}
      {target && (
        <InnerSteps
          label={r('aboutEach', { what: text(documents[target]?.name) || target })}
          steps={(body.do as StepDocument[]) ?? []}
          problems={problems && problemsIn(problems, '/do')}
          place={inner}
          onChange={(steps, merge) => onChange({ ...body, do: steps }, merge)}
        />
      )}
    </div>
  );
}

interface Way {
  when: string;
  do: StepDocument[];
}

/** Ways asked from the top; the first whose condition holds is taken. */
export function BranchEditor({ body, problems, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const ways = (body.ways as Way[]) ?? [];
  const setWay = (at: number, way: Way, merge?: string) =>
    onChange({ ...body, ways: ways.map((each, index) => (index === at ? way : each)) }, merge);
  return (
    <div className={kit.stack}>
      {ways.map((way, at) => (
        <div key={at} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
          <div className={kit.row}>
            <strong className={kit.grow}>{r('wayAt', { at: at + 1 })}</strong>
            {ways.length > 1 && (
              <RemoveButton
                line
                label={r('removeWay', { at: at + 1 })}
                onClick={() => onChange({ ...body, ways: ways.filter((_, index) => index !== at) })}
              />
            )}
          </div>
          {problems && !way.when && <ProblemsAt problems={problems} at={`/ways/${at}/when`} />}
          <DraftCondition
            {...place}
            label={r('wayWhen', { at: at + 1 })}
            value={way.when}
            onChange={(when) => setWay(at, { ...way, when: when ?? '' }, `ways.${at}.when`)}
          />
          <InnerSteps
            label={r('wayDo', { at: at + 1 })}
            steps={way.do ?? []}
            problems={problems && problemsIn(problems, `/ways/${at}/do`)}
            place={place}
            onChange={(steps, merge) => setWay(at, { ...way, do: steps }, merge && `ways.${at}.${merge}`)}
          />
        </div>
      ))}
      <div>
        <Button
          small
          icon={<PlusOutlined aria-hidden />}
          onClick={() => onChange({ ...body, ways: [...ways, { when: '', do: [] }] })}
        >
          {r('addWay')}
        </Button>
      </div>
      <InnerSteps
        label={r('otherwise')}
        steps={(body.otherwise as StepDocument[]) ?? []}
        problems={problems && problemsIn(problems, '/otherwise')}
        place={place}
        onChange={(steps, merge) => {
          const next = { ...body };
          assign(next, 'otherwise', steps);
          onChange(next, merge && `otherwise.${merge}`);
        }}
      />
    </div>
  );
}

/** Lines out of lines: what is copied, where it goes, and what each takes over. */
export function LinesEditor(props: StepEditorProps) {
  const { body, place, onChange } = props;
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(place.app, 'entity');
  const source = useTargetOf(place, String(body.records ?? ''));
  const tables = Object.entries(documents[place.entity]?.schema.properties ?? {}).filter(
    ([, field]) => field['x-dougong'].type === 'sub_table',
  );
  const into = body.into === undefined ? undefined : `into:${String(body.into)}`;
  const target =
    body.into === undefined
      ? String(body.entity ?? '')
      : (tables.find(([key]) => key === body.into)?.[1]['x-dougong'].entity ?? '');
  const choose = (choice: string) => {
    const [kind = '', key = ''] = choice.split(':');
    const rest = Object.fromEntries(
      Object.entries(body).filter(([name]) => name !== 'into' && name !== 'entity'),
    );
    onChange({ ...rest, values: {}, [kind]: key });
  };
  const inner = { ...place, entity: source ?? '', parent: place.entity };
  return (
    <div className={kit.stack}>
      <RecordsInput {...props} />
      {source && <EachCondition {...props} inner={inner} />}
      <ChoiceInput
        label={r('linesInto')}
        value={into ?? (body.entity ? `entity:${String(body.entity)}` : '')}
        onChange={choose}
        options={[
          ...tables.map(([key, field]) => ({
            value: `into:${key}`,
            label: r('rowsOf', { name: text(field['x-dougong'].label) || key }),
          })),
          ...Object.values(documents)
            .filter((entity) => !entity.parent)
            .map((entity) => ({ value: `entity:${entity.key}`, label: text(entity.name) || entity.key })),
        ]}
      />
      {source && target && (
        <ValuesEditor
          label={r('lineTakes')}
          target={target}
          values={(body.values as Sources) ?? {}}
          onChange={(values) => onChange({ ...body, values })}
          place={inner}
        />
      )}
    </div>
  );
}

/** Change or make: the entity, what tells its records apart, and their values. */
export function UpsertEditor({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const entries = useEntries(place.app, 'entity');
  const { documents } = useDocuments(place.app, 'entity');
  const target = String(body.entity ?? '');
  const entity = documents[target];
  const unique = (entity?.unique ?? []).map((keys) => (Array.isArray(keys) ? keys : [keys]));
  const nameOf = (key: string) => text(entity?.schema.properties[key]?.['x-dougong'].label) || key;
  const values = (body.values as Sources) ?? {};
  return (
    <div className={kit.stack}>
      <PickInput
        label={r('entity')}
        value={target}
        onChange={(next) => onChange({ entity: next ?? '', match: [], values: {} })}
        options={entries.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
      />
      {entity && (
        <ChoiceInput
          label={r('matchBy')}
          help={unique.length === 0 ? r('matchNone') : undefined}
          value={((body.match as string[]) ?? []).join(',')}
          onChange={(joined) => {
            const match = joined.split(',').filter(Boolean);
            const asked = Object.fromEntries(match.map((key) => [key, values[key] ?? '']));
            onChange({ ...body, match, values: { ...asked, ...values } });
          }}
          options={unique.map((keys) => ({ value: keys.join(','), label: keys.map(nameOf).join(' + ') }))}
        />
      )}
      {entity && (
        <ValuesEditor
          label={r('step_SetFields')}
          target={target}
          values={values}
          onChange={(next) => onChange({ ...body, values: next })}
          place={place}
        />
      )}
    </div>
  );
}

/** Choices to put into a field that holds several, or to take out. */
export function TagEditor({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(place.app, 'entity');
  const fields = Object.entries(documents[place.entity]?.schema.properties ?? {}).filter(([, field]) =>
    ['multi_select', 'tags'].includes(field['x-dougong'].type),
  );
  const options = fields.find(([key]) => key === body.field)?.[1]['x-dougong'].options ?? [];
  return (
    <div className={kit.stack}>
      <ChoiceInput
        label={r('setsField')}
        help={fields.length === 0 ? r('tagsNone') : undefined}
        value={String(body.field ?? '')}
        onChange={(field) => onChange({ field, tags: [] })}
        options={fields.map(([key, field]) => ({ value: key, label: text(field['x-dougong'].label) || key }))}
      />
      <ManyInput
        label={r('tags')}
        value={(body.tags as string[]) ?? []}
        onChange={(tags) => onChange({ ...body, tags })}
        options={options.map((option) => ({ value: option.key, label: text(option.label) || option.key }))}
      />
    </div>
  );
}
