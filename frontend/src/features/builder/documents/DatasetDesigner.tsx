import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import type { FieldProblem } from '@/api/problem';
import type { Table } from '@/api/types';
import { assign } from '@/canvas/lists';
import { ExpressionInput } from '@/expressions';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, LinkButton } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { Skeleton } from '@/ui/Skeletons';
import { useDebounced } from '@/ui/useDebounced';
import { WidgetTable } from '@/widgets/WidgetTable';
import { appPath, useEntries } from '../draft/api';
import type { DatasetDocument, DimensionDocument, MeasureDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { useUnpublished } from '../draft/useUnpublished';
import { DraftCondition } from '../expression/DraftCondition';
import { ChoiceInput, Part, PickInput, RemoveButton, TextPair } from '../kit/controls';
import { NamePair } from '../kit/DocumentParts';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import { addCount, addDimension, isDate, useDatasetPaths } from './datasetParts';
import type { Path } from './datasetParts';
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
  const paths = useDatasetPaths(app, source);
  const dates = paths.filter(isDate);
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
                date={dates.some((each) => each.value === (dimension.formula ?? dimension.key))}
              />
            ))}
            <PickInput
              bare
              label={d('addDimension')}
              placeholder={d('addDimension')}
              value={undefined}
              options={paths}
              onChange={(chosen) => {
                const path = paths.find((each) => each.value === chosen);
                if (path) handle.change((draft) => void addDimension(draft, path));
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
                onClick={() => handle.change((draft) => void addCount(draft))}
              >
                {d('addFigure')}
              </Button>
            </span>
          </Part>
          <Part title={d('preview')}>
            <Preview app={app} document={document} sound={handle.open.problems.length === 0} />
          </Part>
        </>
      )}
    </>
  );
}

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
        <RemoveButton
          label={c('remove')}
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
        <RemoveButton
          label={c('remove')}
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

const isUnknown = ({ code }: FieldProblem) => code.startsWith('unknown');

/** The first rows as the dataset stands in the draft, of the records that the published app has. */
function Preview({ app, document, sound }: { app: string; document: DatasetDocument; sound: boolean }) {
  const d = documentWords.use();
  // Rows are kept by what is published: of what stands in the draft alone there are none yet.
  const unpublished = useUnpublished(app, document.source ?? '');
  const t = words.use();
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
    enabled: ready && unpublished === false,
    placeholderData: (before) => before,
    retry: false,
  });
  if (!ready) return <p className="muted">{d('previewNothing')}</p>;
  // What the draft knows and the published app does not is no fault of the document.
  const ahead = sound && isProblem(numbers.error) && numbers.error.errors.some(isUnknown);
  if (unpublished || ahead)
    return (
      <div className={kit.row}>
        <span className="muted">{d(unpublished ? 'previewUnpublished' : 'previewAhead')}</span>
        <LinkButton small to={paths.build(app, '/versions')}>
          {t('planAndPublish')}
        </LinkButton>
      </div>
    );
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
