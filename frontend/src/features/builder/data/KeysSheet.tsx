import { holdsSeveral } from '@/fields';
import { CloseOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import type { EntityDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { ChoiceInput, ManyInput, Part } from '../kit/controls';
import type { Choice } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { systemNames } from '../expression/names';
import css from './data.module.css';
import { fieldKind } from './fieldKinds';
import { dataWords } from './words';

export function KeysSheet({ handle }: { handle: DocumentHandle<EntityDocument> }) {
  const d = dataWords.use();
  const text = useText();
  const entity = handle.document;
  const named = (computed: boolean): Choice[] => [
    ...Object.entries(entity.schema.properties)
      .filter(
        ([, field]) =>
          (!fieldKind(field['x-dougong'].type)?.computed || (computed && field['x-dougong'].stored)) &&
          !fieldKind(field['x-dougong'].type)?.files &&
          !holdsSeveral(field['x-dougong'].type) &&
          field['x-dougong'].type !== 'sub_table',
      )
      .map(([value, field]) => ({ value, label: text(field['x-dougong'].label) || value })),
    ...systemNames().map((name) => ({ value: name.path, label: text(name.label) })),
  ];
  const options = named(false);
  return (
    <div className={css.sheet}>
      <Part title={d('uniqueLists')}>
        <p className="muted caption">{d('uniqueHelp')}</p>
        <ProblemsAt problems={handle.open.problems} at="/unique" />
        <Lists
          label={d('uniqueLists')}
          lists={entity.unique ?? []}
          options={options}
          onChange={(lists) => handle.change((draft) => assign(draft, 'unique', lists))}
        />
      </Part>
      <Part title={d('indexLists')}>
        <p className="muted caption">{d('indexHelp')}</p>
        <ProblemsAt problems={handle.open.problems} at="/indexes" />
        <Lists
          label={d('indexLists')}
          lists={entity.indexes ?? []}
          options={named(true)}
          onChange={(lists) => handle.change((draft) => assign(draft, 'indexes', lists))}
        />
      </Part>
      <Part title={d('duplicates')}>
        <p className="muted caption">{d('duplicatesHelp')}</p>
        <Lists
          label={d('duplicates')}
          lists={entity.duplicates?.match ?? []}
          options={options}
          onChange={(match) =>
            handle.change((draft) =>
              assign(
                draft,
                'duplicates',
                match.length ? { action: 'warn', ...draft.duplicates, match } : undefined,
              ),
            )
          }
        />
        {entity.duplicates && (
          <ChoiceInput
            label={d('duplicates')}
            value={entity.duplicates.action ?? 'warn'}
            onChange={(action) =>
              handle.change((draft) => {
                if (draft.duplicates) draft.duplicates.action = action;
              })
            }
            options={[
              { value: 'warn', label: d('duplicatesWarn') },
              { value: 'refuse', label: d('duplicatesRefuse') },
            ]}
          />
        )}
      </Part>
    </div>
  );
}

function Lists({
  label,
  lists,
  options,
  onChange,
}: {
  label: string;
  lists: string[][];
  options: Choice[];
  onChange: (lists: string[][]) => void;
}) {
  const d = dataWords.use();
  return (
    <>
      {lists.map((keys, at) => (
        <div key={at} className={kit.row} style={{ flexWrap: 'nowrap' }}>
          <span className={kit.grow}>
            <ManyInput
              bare
              label={`${label} ${at + 1}`}
              value={keys}
              options={options}
              onChange={(next) =>
                onChange(
                  next.length
                    ? lists.map((each, index) => (index === at ? next : each))
                    : lists.filter((_, index) => index !== at),
                )
              }
            />
          </span>
          <Button
            look="quiet"
            small
            icon={<CloseOutlined aria-hidden />}
            aria-label={d('removeList')}
            onClick={() => onChange(lists.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <div className={kit.row}>
        <span style={{ width: 240 }}>
          <ChoiceInput
            bare
            label={d('addList')}
            value=""
            empty={`+ ${d('addList')}`}
            options={options}
            onChange={(key) => key && onChange([...lists, [key]])}
          />
        </span>
      </div>
    </>
  );
}
