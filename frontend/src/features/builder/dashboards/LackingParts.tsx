import { InfoCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { addCount, addDimension, likelyPaths, useDatasetPaths } from '../documents/datasetParts';
import type { DatasetDocument, WidgetDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { PickInput } from '../kit/controls';
import css from './dashboards.module.css';
import { dashboardWords } from './words';

/** Where a widget names what it counts by, and where the figures; null for one that needs neither. */
function partsOf(kind: string): { by: 'x' | 'rows'; figures: 'y' | 'values' } | null {
  if (kind === 'table') return { by: 'rows', figures: 'values' };
  return ['bar', 'line', 'area', 'pie'].includes(kind) ? { by: 'x', figures: 'y' } : null;
}

/** What a chart still needs of its dataset, with what adds it, to the dataset where that has none. */
export function Lacking({
  app,
  dataset,
  widget,
  change,
}: {
  app: string;
  dataset: DocumentHandle<DatasetDocument>;
  widget: WidgetDocument;
  change: (recipe: (widget: WidgetDocument) => void) => void;
}) {
  const b = dashboardWords.use();
  const text = useText();
  const { document } = dataset;
  const paths = useDatasetPaths(app, document.source ?? '');
  const parts = partsOf(widget.kind);
  if (!parts) return null;
  const has = (key: 'x' | 'y' | 'rows' | 'values') => [widget[key] ?? []].flat().length > 0;
  const take = (member: 'x' | 'y' | 'rows' | 'values', key: string) =>
    change((target) => {
      if (member === 'x') target.x = key;
      else target[member] = [key];
    });
  const named = (each: { key: string; label?: { en?: string; zh?: string } }) => text(each.label) || each.key;
  const countBy = (value: string | undefined) => {
    const path = paths.find((each) => each.value === value);
    if (!path) return;
    let key = '';
    dataset.change((draft) => {
      key = addDimension(draft, path);
    });
    take(parts.by, key);
  };
  const dimensions = document.dimensions ?? [];
  const measures = document.measures ?? [];
  const byLacks = !has(parts.by);
  const figuresLack = !has(parts.figures);
  if (!byLacks && !figuresLack) return null;
  return (
    <div className={css.lacking} role="status">
      {byLacks && (
        <>
          <p>
            <InfoCircleOutlined aria-hidden /> {b(dimensions.length > 0 ? 'chooseBy' : 'needsBy')}
          </p>
          <span className={css.ways}>
            {dimensions.length > 0
              ? dimensions.slice(0, 3).map((each) => (
                  <Button key={each.key} small onClick={() => take(parts.by, each.key)}>
                    {named(each)}
                  </Button>
                ))
              : likelyPaths(paths).map((path) => (
                  <Button
                    key={path.value}
                    small
                    icon={<PlusOutlined aria-hidden />}
                    onClick={() => countBy(path.value)}
                  >
                    {path.label}
                  </Button>
                ))}
          </span>
          {dimensions.length === 0 && (
            <PickInput
              bare
              label={b('otherField')}
              placeholder={b('otherField')}
              value={undefined}
              options={paths}
              onChange={countBy}
            />
          )}
        </>
      )}
      {figuresLack && (
        <>
          <p>
            <InfoCircleOutlined aria-hidden /> {b(measures.length > 0 ? 'chooseFigure' : 'needsFigure')}
          </p>
          <span className={css.ways}>
            {measures.slice(0, 3).map((each) => (
              <Button key={each.key} small onClick={() => take(parts.figures, each.key)}>
                {named(each)}
              </Button>
            ))}
            {measures.length === 0 && (
              <Button
                small
                icon={<PlusOutlined aria-hidden />}
                onClick={() => {
                  let key = '';
                  dataset.change((draft) => {
                    key = addCount(draft);
                  });
                  take(parts.figures, key);
                }}
              >
                {b('countRecords')}
              </Button>
            )}
          </span>
        </>
      )}
    </div>
  );
}
