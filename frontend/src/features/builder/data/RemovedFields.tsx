import { UndoOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useLanguage, useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { shortDate } from '@/ui/dates';
import type { EntityDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { insertField } from './entityChanges';
import { fieldApi, fieldKeys } from './fieldApi';
import type { RemovedItem } from './fieldApi';
import { freeFieldKey } from './fieldKey';
import { fieldKind } from './fieldKinds';
import css from './data.module.css';
import { dataWords } from './words';

/** The fields that went with their values and are still kept; one press puts a field into the draft again. */
export function RemovedFields({
  handle,
  onBack,
}: {
  handle: DocumentHandle<EntityDocument>;
  onBack: (id: string) => void;
}) {
  const d = dataWords.use();
  const text = useText();
  const language = useLanguage();
  const { app, document: entity } = handle;
  const removed = useQuery({
    queryKey: fieldKeys.removed(app),
    queryFn: ({ signal }) => fieldApi.removed(app, signal),
  });
  const present = new Set(Object.values(entity.schema.properties).map((field) => field['x-dougong'].id));
  const items = (removed.data?.items ?? []).filter(
    (each) => each.kind === 'field' && each.entity === entity.id && !present.has(each.element),
  );
  if (items.length === 0) return null;
  const back = (item: RemovedItem) => {
    const wanted = item.reason === 'converted' ? `${item.key}_before` : item.key;
    const key = freeFieldKey(wanted, Object.keys(entity.schema.properties));
    handle.change((draft) => insertField(draft, key, structuredClone(item.definition)));
    onBack(item.element);
  };
  return (
    <details className={css.removed}>
      <summary>{d('removedFields', { count: items.length })}</summary>
      <p className="muted caption">{d('removedHelp', { count: removed.data?.days ?? 0 })}</p>
      <ul>
        {items.map((item) => {
          const own = item.definition['x-dougong'];
          const name = text(item.name) || item.key;
          return (
            <li key={item.element}>
              <span aria-hidden>{fieldKind(own.type)?.icon}</span>
              <span>
                {name}
                <span className="muted caption">
                  {' '}
                  {d('valuesKept', { count: item.values })} ·{' '}
                  {d('keptUntil', { until: shortDate(item.until, language) })} · {item.author.name}
                </span>
              </span>
              <Button
                small
                icon={<UndoOutlined aria-hidden />}
                aria-label={d('bringBackOf', { name })}
                onClick={() => back(item)}
              >
                {d('bringBack')}
              </Button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
