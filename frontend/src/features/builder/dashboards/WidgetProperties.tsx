import { PlusOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button, LinkButton } from '@/ui/Button';
import { paths } from '@/ui/paths';
import { NewDocument } from '../documents/NewDocument';
import { useEntries } from '../draft/api';
import type { DashboardDocument, WidgetDocument } from '../draft/documents';
import { useDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { CheckInput, ChoiceInput, ManyInput, Part, RemoveButton, TextInput, TextPair } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import { settle, within } from './grid';
import { Lacking } from './LackingParts';
import type { Place } from './grid';
import { dashboardWords } from './words';

export interface WidgetPropertiesProps {
  handle: DocumentHandle<DashboardDocument>;
  at: number;
  onRemove: () => void;
}

const UNFINISHED = ['chart_shape', 'dataset_expected'];
const charts = ['bar', 'line', 'area', 'pie'];

export function WidgetProperties({ handle, at, onRemove }: WidgetPropertiesProps) {
  const b = dashboardWords.use();
  const widget = handle.document.widgets[at];
  if (!widget) return <WholeDashboard handle={handle} />;
  const change = (recipe: (widget: WidgetDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.widgets[at];
        if (target) recipe(target);
      },
      { merge: merge && `${widget.id}.${merge}` },
    );
  const sides = [
    ['left', 0],
    ['upper', 1],
    ['width', 2],
    ['height', 3],
  ] as const;
  return (
    <>
      <Part
        title={b(`kind_${widget.kind}` as 'kind_kpi')}
        extra={<RemoveButton label={b('removeWidget')} onClick={onRemove} />}
      >
        {/* What is still to be chosen is said, with the ways to choose it, where the data are. */}
        <ProblemsAt
          problems={handle.open.problems.filter(({ code }) => !UNFINISHED.includes(code))}
          at={`/widgets/${at}`}
        />
        <TextPair
          label={b('title')}
          value={widget.title}
          onChange={(title) => change((target) => assign(target, 'title', title), 'title')}
        />
        {widget.kind === 'text' ? (
          <TextPair
            label={b('text')}
            rows={4}
            value={widget.text}
            onChange={(text) =>
              change((target) => {
                target.text = text ?? { zh: '', en: '' };
              }, 'text')
            }
          />
        ) : (
          <Source handle={handle} widget={widget} change={change} />
        )}
      </Part>
      <Part title={b('place')}>
        <div className={kit.duo}>
          {sides.map(([side, index]) => (
            <TextInput
              key={side}
              label={b(side)}
              type="number"
              value={String(widget.at[index] + (index < 2 ? 1 : 0))}
              onChange={(value) =>
                handle.change(
                  (draft) => {
                    const target = draft.widgets[at];
                    if (!target || value === '') return;
                    const place = [...target.at] as Place;
                    place[index] = Number(value) - (index < 2 ? 1 : 0);
                    target.at = within(place);
                    settle(draft.widgets, target.id);
                  },
                  { merge: `${widget.id}.at` },
                )
              }
            />
          ))}
        </div>
      </Part>
    </>
  );
}

interface SourceProps {
  handle: DocumentHandle<DashboardDocument>;
  widget: WidgetDocument;
  change: (recipe: (widget: WidgetDocument) => void, merge?: string) => void;
}

/** Where a widget's numbers come from, and which of them it shows. */
function Source({ handle, widget, change }: SourceProps) {
  const b = dashboardWords.use();
  const text = useText();
  const metrics = useEntries(handle.app, 'metric');
  const datasets = useEntries(handle.app, 'dataset');
  const opened = useDocument(handle.app, 'dataset', widget.dataset).handle;
  const dataset = opened?.document;
  const choices = (parts: { key: string; label?: { en?: string; zh?: string } }[] | undefined) =>
    (parts ?? []).map((part) => ({ value: part.key, label: text(part.label) || part.key }));
  const dimensions = choices(dataset?.dimensions);
  const measures = choices(dataset?.measures);
  if (widget.kind === 'kpi' && !widget.dataset)
    return (
      <>
        <ChoiceInput
          label={b('metric')}
          help={widget.metric ? undefined : b('choose')}
          value={widget.metric}
          onChange={(metric) => change((target) => assign(target, 'metric', metric))}
          options={metrics.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
        />
        <SourceTools
          app={handle.app}
          kind="metric"
          chosen={widget.metric}
          onMade={(metric) => change((target) => assign(target, 'metric', metric))}
        />
        <ChoiceInput
          label={b('compare')}
          empty="–"
          value={widget.compare}
          onChange={(compare) => change((target) => assign(target, 'compare', compare))}
          options={(['previous_period', 'previous_year'] as const).map((value) => ({
            value,
            label: b(`compare_${value}`),
          }))}
        />
      </>
    );
  const choose = (key: string) =>
    change((target) => {
      assign(target, 'dataset', key);
      for (const member of ['x', 'y', 'rows', 'values', 'split', 'sort'] as const) delete target[member];
    });
  const sorted = widget.sort?.[0]?.replace(/^-/, '');
  return (
    <>
      <ChoiceInput
        label={b('dataset')}
        help={widget.dataset ? undefined : b('choose')}
        value={widget.dataset}
        onChange={choose}
        options={datasets.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
      />
      <SourceTools app={handle.app} kind="dataset" chosen={widget.dataset} onMade={choose} />
      {opened && <Lacking app={handle.app} dataset={opened} widget={widget} change={change} />}
      {charts.includes(widget.kind) && (
        <>
          <ChoiceInput
            label={b('x')}
            value={widget.x}
            onChange={(x) => change((target) => assign(target, 'x', x))}
            options={dimensions}
          />
          <ManyInput
            label={b('y')}
            value={widget.y}
            onChange={(y) => change((target) => assign(target, 'y', y))}
            options={measures}
          />
          {widget.kind !== 'pie' && (
            <ChoiceInput
              label={b('split')}
              empty="–"
              value={widget.split}
              onChange={(split) => change((target) => assign(target, 'split', split))}
              options={dimensions}
            />
          )}
          {widget.kind === 'bar' && (
            <CheckInput
              label={b('stacked')}
              value={widget.stacked}
              onChange={(on) => change((target) => assign(target, 'stacked', on || undefined))}
            />
          )}
        </>
      )}
      {widget.kind === 'table' && (
        <>
          <ManyInput
            label={b('rows')}
            value={widget.rows}
            onChange={(rows) => change((target) => assign(target, 'rows', rows))}
            options={dimensions}
          />
          <ManyInput
            label={b('values')}
            value={widget.values}
            onChange={(values) => change((target) => assign(target, 'values', values))}
            options={measures}
          />
          <CheckInput
            label={b('totals')}
            value={widget.totals}
            onChange={(on) => change((target) => assign(target, 'totals', on || undefined))}
          />
        </>
      )}
      {(charts.includes(widget.kind) || widget.kind === 'table') && (
        <div className={kit.duo}>
          <ChoiceInput
            label={b('sort')}
            empty="–"
            value={sorted}
            onChange={(key) => change((target) => assign(target, 'sort', key ? [`-${key}`] : undefined))}
            options={measures}
          />
          <TextInput
            label={b('top')}
            type="number"
            value={widget.top?.toString()}
            onChange={(value) =>
              change(
                (target) =>
                  assign(target, 'top', Math.max(0, Math.min(1000, Number(value) || 0)) || undefined),
                'top',
              )
            }
          />
        </div>
      )}
    </>
  );
}

/** The ways on from a choice of data: make one here, or look at the one that is chosen. */
function SourceTools({
  app,
  kind,
  chosen,
  onMade,
}: {
  app: string;
  kind: 'metric' | 'dataset';
  chosen: string | undefined;
  onMade: (key: string) => void;
}) {
  const b = dashboardWords.use();
  const [making, setMaking] = useState(false);
  return (
    <div className={kit.row}>
      <Button small icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
        {b(`new_${kind}`)}
      </Button>
      <LinkButton small look="quiet" to={paths.build(app, `/documents${chosen ? `/${kind}/${chosen}` : ''}`)}>
        {b(chosen ? `open_${kind}` : 'allData')}
      </LinkButton>
      {making && (
        <NewDocument
          app={app}
          only={kind}
          onClose={() => setMaking(false)}
          onMade={(_, key) => {
            onMade(key);
            setMaking(false);
          }}
        />
      )}
    </div>
  );
}

function WholeDashboard({ handle }: { handle: DocumentHandle<DashboardDocument> }) {
  const t = words.use();
  return (
    <>
      <p className="muted" style={{ padding: '16px 16px 0' }}>
        {t('selectSomething')}
      </p>
      <Part title={t('properties')}>
        <ProblemsAt
          problems={handle.open.problems.filter(({ pointer }) => !/^\/widgets\/\d/.test(pointer))}
          at=""
        />
        <NamePair handle={handle} />
      </Part>
      <DocumentTools handle={handle} />
    </>
  );
}
