import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Table } from '@/api/types';
import { freeKey, keyFrom, newId } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { ExpressionInput } from '@/expressions';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { Skeleton } from '@/ui/Skeletons';
import { useDebounced } from '@/ui/useDebounced';
import { WidgetTable } from '@/widgets/WidgetTable';
import { appPath, useEntries } from '../draft/api';
import type { DatasetDocument, DimensionDocument, MeasureDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { useNames } from '../expression/useNames';
import { ChoiceInput, Part, PickInput, TextPair } from '../kit/controls';
import { NamePair } from '../kit/DocumentParts';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsDialog';
import { measureFunctions, measureOf, partsOfMeasure } from './measureParts';
import type { MeasureFunction, MeasureParts } from './measureParts';
import { documentWords, useMemberWord } from './words';

const buckets = ['day', 'week', 'month', 'quarter', 'year'];
const FIRST_ROWS = 10;

/** Numbers of one kind of record: which records, what they are counted by, what is counted, and how it looks. */
export function DatasetDesigner({ handle }: { handle: DocumentHandle<DatasetDocument> }) {
  const d = documentWords.use();
  const text = useText();
  const { app, document } = handle;
  const source = document.source ?? '';
  const entities = useEntries(app, 'entity');
  const names = useNames(app, source, 'filter');
  const fields = names
    .filter((name) => name.kind !== 'list')
    .map((name) => ({
      value: name.path,
      label: name.path.includes('.') ? `${text(name.group)} › ${text(name.label)}` : text(name.label),
      kind: name.kind,
    }));
  // People are counted by as such, and by where they belong.
  const places = fields
    .filter((path) => path.kind === 'person' && !path.value.includes('.'))
    .flatMap((path) =>
      (['department', 'supervisor'] as const).map((member) => ({
        value: `${path.value}.${member}`,
        label: `${path.label} › ${d(`person_${member}`)}`,
        kind: 'other',
      })),
    );
  const paths = [...fields, ...places];
  const dates = paths.filter((path) => path.kind === 'date' || path.kind === 'datetime');
  const isDate = (path: string | undefined) => dates.some((each) => each.value === path);
  return (
    <>
      <Part>
        <ProblemsAt problems={handle.open.problems} at="" />
        <NamePair handle={handle} />
        <PickInput
          label={d('source')}
          value={source}
          options={entities.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
          onChange={(next) => handle.change((draft) => assign(draft, 'source', next))}
        />
        {source && (
          <>
            <DraftCondition
              app={app}
              entity={source}
              context="filter"
              label={d('onlyWhere')}
              value={document.filter}
              onChange={(filter) =>
                handle.change((draft) => assign(draft, 'filter', filter), { merge: 'filter' })
              }
            />
            <PickInput
              clearable
              label={d('periodOf')}
              help={d('periodHelp')}
              value={document.date}
              options={dates}
              onChange={(date) => handle.change((draft) => assign(draft, 'date', date))}
            />
          </>
        )}
      </Part>
      {source && (
        <>
          <Part title={d('countedBy')}>
            {(document.dimensions ?? []).map((dimension, at) => (
              <Dimension
                key={dimension.id ?? dimension.key}
                handle={handle}
                at={at}
                dimension={dimension}
                paths={paths}
                date={isDate(dimension.formula ?? dimension.key)}
              />
            ))}
            <PickInput
              bare
              label={d('addDimension')}
              placeholder={d('addDimension')}
              value={undefined}
              options={paths}
              onChange={(path) => {
                const label = names.find((each) => each.path === path)?.label;
                const shown = paths.find((each) => each.value === path)?.label;
                if (!path || !shown) return;
                handle.change((draft) => {
                  const list = (draft.dimensions ??= []);
                  list.push({
                    id: newId(),
                    key: freeKey(keyFrom(path), taken(draft)),
                    formula: path,
                    label: typeof label === 'object' ? { ...label } : { en: shown, zh: shown },
                    ...(isDate(path) ? { bucket: 'month' } : {}),
                  });
                });
              }}
            />
          </Part>
          <Part title={d('figures')}>
            {(document.measures ?? []).map((measure, at) => (
              <Measure
                key={measure.id ?? measure.key}
                handle={handle}
                at={at}
                measure={measure}
                numbers={paths.filter((path) => ['number', 'date', 'datetime'].includes(path.kind))}
              />
            ))}
            <span>
              <Button
                small
                icon={<PlusOutlined aria-hidden />}
                onClick={() =>
                  handle.change((draft) => {
                    (draft.measures ??= []).push({
                      id: newId(),
                      key: freeKey('count', taken(draft)),
                      formula: 'COUNT()',
                      label: { en: 'Count', zh: '数量' },
                    });
                  })
                }
              >
                {d('addFigure')}
              </Button>
            </span>
          </Part>
          <Part title={d('preview')}>
            <Preview app={app} document={document} />
          </Part>
        </>
      )}
    </>
  );
}

const taken = (draft: DatasetDocument) =>
  [...(draft.dimensions ?? []), ...(draft.measures ?? [])].map((each) => each.key);

type Path = { value: string; label: string; kind: string };

function Dimension({
  handle,
  at,
  dimension,
  paths,
  date,
}: {
  handle: DocumentHandle<DatasetDocument>;
  at: number;
  dimension: DimensionDocument;
  paths: Path[];
  date: boolean;
}) {
  const d = documentWords.use();
  const c = common.use();
  const word = useMemberWord();
  const change = (recipe: (target: DimensionDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.dimensions?.[at];
        if (target) recipe(target);
      },
      { merge: merge && `dimension.${at}.${merge}` },
    );
  const path = dimension.formula ?? dimension.key;
  const known = paths.some((each) => each.value === path);
  return (
    <div className={`${kit.card} ${kit.stack}`} style={{ gap: 8, padding: 10 }}>
      <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
        <span className={kit.grow}>
          {known ? (
            <PickInput
              bare
              label={d('field')}
              value={path}
              options={paths}
              onChange={(next) => change((target) => assign(target, 'formula', next))}
            />
          ) : (
            <ExpressionInput
              draft
              app={handle.app}
              entity={handle.document.source ?? ''}
              context="formula"
              label={d('formula')}
              value={path}
              onChange={(next) => change((target) => assign(target, 'formula', next), 'formula')}
            />
          )}
        </span>
        {date && (
          <ChoiceInput
            bare
            label={word('bucket', 'bucket')}
            value={dimension.bucket}
            empty={d('eachDate')}
            options={buckets.map((value) => ({ value, label: word(value, value) }))}
            onChange={(bucket) => change((target) => assign(target, 'bucket', bucket))}
          />
        )}
        <Button
          small
          look="quiet"
          icon={<DeleteOutlined aria-hidden />}
          aria-label={c('remove')}
          onClick={() => handle.change((draft) => void draft.dimensions?.splice(at, 1))}
        />
      </div>
      <TextPair
        label={d('calledSo')}
        value={dimension.label}
        onChange={(label) => change((target) => assign(target, 'label', label), 'label')}
      />
    </div>
  );
}

function Measure({
  handle,
  at,
  measure,
  numbers,
}: {
  handle: DocumentHandle<DatasetDocument>;
  at: number;
  measure: MeasureDocument;
  numbers: Path[];
}) {
  const d = documentWords.use();
  const c = common.use();
  const { app, document } = handle;
  const parts = partsOfMeasure(measure.formula ?? '');
  const change = (recipe: (target: MeasureDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.measures?.[at];
        if (target) recipe(target);
      },
      { merge: merge && `measure.${at}.${merge}` },
    );
  const say = (next: Partial<MeasureParts>) => {
    if (!parts) return;
    const field = next.function && next.function !== 'COUNT' && !parts.field ? numbers[0]?.value : undefined;
    change((target) => {
      target.formula = measureOf({ ...parts, ...(field ? { field } : {}), ...next });
    }, 'formula');
  };
  return (
    <div className={`${kit.card} ${kit.stack}`} style={{ gap: 8, padding: 10 }}>
      <div className={kit.row} style={{ flexWrap: 'nowrap', alignItems: 'flex-start' }}>
        {parts ? (
          <span className={kit.grow}>
            <span className={kit.duo}>
              <ChoiceInput
                bare
                label={d('how')}
                value={parts.function}
                options={measureFunctions.map((value) => ({ value, label: d(`function_${value}`) }))}
                onChange={(next) => say({ function: next as MeasureFunction })}
              />
              {parts.function !== 'COUNT' && (
                <PickInput
                  bare
                  label={d('field')}
                  value={parts.field}
                  options={numbers}
                  onChange={(field) => field && say({ field })}
                />
              )}
            </span>
          </span>
        ) : (
          <span className={kit.grow}>
            <ExpressionInput
              draft
              app={app}
              entity={document.source ?? ''}
              context="measure"
              label={d('formula')}
              value={measure.formula}
              onChange={(next) => change((target) => assign(target, 'formula', next), 'formula')}
            />
          </span>
        )}
        <Button
          small
          look="quiet"
          icon={<DeleteOutlined aria-hidden />}
          aria-label={c('remove')}
          onClick={() => handle.change((draft) => void draft.measures?.splice(at, 1))}
        />
      </div>
      {parts && (
        <DraftCondition
          app={app}
          entity={document.source ?? ''}
          context="filter"
          label={d('onlyWhere')}
          value={parts.when}
          onChange={(when) => say({ when: when ?? '' })}
        />
      )}
      <TextPair
        label={d('calledSo')}
        value={measure.label}
        onChange={(label) => change((target) => assign(target, 'label', label), 'label')}
      />
    </div>
  );
}

/** The first rows as the dataset stands in the draft, of the records that the published app has. */
function Preview({ app, document }: { app: string; document: DatasetDocument }) {
  const d = documentWords.use();
  const problemText = useProblemText();
  const asked = useDebounced(JSON.stringify(document), 500);
  const ready = (document.measures?.length ?? 0) > 0;
  const numbers = useQuery({
    queryKey: ['draft-numbers', app, 'dataset', asked],
    queryFn: () => {
      const dataset = JSON.parse(asked) as DatasetDocument;
      return api.post<Table>(appPath(app, '/query'), {
        dataset,
        rows: (dataset.dimensions ?? []).map((each) => each.key).slice(0, 3),
        values: (dataset.measures ?? []).map((each) => each.key),
        limit: FIRST_ROWS,
      });
    },
    enabled: ready,
    placeholderData: (before) => before,
    retry: false,
  });
  if (!ready) return <p className="muted">{d('previewNothing')}</p>;
  if (numbers.error)
    return (
      <p role="alert" className={kit.bad}>
        {problemText(numbers.error)}
      </p>
    );
  if (!numbers.data) return <Skeleton height={120} />;
  return (
    <>
      <div inert>
        <WidgetTable
          data={{ kind: 'table', ...numbers.data }}
          title={d('preview')}
          onDrill={() => undefined}
        />
      </div>
      <p className="muted caption">{d('previewHelp')}</p>
    </>
  );
}
