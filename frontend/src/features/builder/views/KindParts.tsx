import { CloseOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { colours } from '@/ui/StateTag';
import type { EntityDocument, ViewDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ChoiceInput, Part, PickInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { fitting, holdsBoth, partsOf, viewKind } from './viewKinds';
import { viewWords } from './words';

export interface KindPartsProps {
  handle: DocumentHandle<ViewDocument>;
  entity: EntityDocument | undefined;
}

const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;
const TOTALS = ['sum', 'average', 'min', 'max', 'filled', 'blank', 'distinct'] as const;
const DENSITIES = ['compact', 'usual', 'tall'] as const;
const GROUPED = [
  ...[
    'text',
    'select',
    'switch',
    'number',
    'rating',
    'member',
    'department',
    'reference',
    'date',
    'datetime',
  ],
  ...['tree_parent', 'formula', 'lookup', 'email', 'phone', 'code', 'auto_number'],
];

/** What makes a view of its kind: the fields it is drawn by, groups and totals of a table, colours. */
export function KindParts({ handle, entity }: KindPartsProps) {
  const v = viewWords.use();
  const text = useText();
  const view = handle.document;
  const kind = viewKind(view.kind);
  const properties = entity?.schema.properties ?? {};
  const option = (key: string) => ({
    value: key,
    label: text(properties[key]?.['x-dougong'].label) || key,
  });
  const isDated = (key: string) => ['date', 'datetime'].includes(properties[key]?.['x-dougong'].type ?? '');
  const groups = view.groups ?? [];
  const setGroups = (next: NonNullable<ViewDocument['groups']>) =>
    handle.change((draft) => assign(draft, 'groups', next.length > 0 ? next : undefined));
  const totals = Object.entries(view.totals ?? {});
  const setTotals = (next: [string, string][]) =>
    handle.change((draft) => assign(draft, 'totals', next.length > 0 ? Object.fromEntries(next) : undefined));
  const marked = view.colours ?? [];
  const setMarked = (next: NonNullable<ViewDocument['colours']>) =>
    handle.change((draft) => assign(draft, 'colours', next.length > 0 ? next : undefined), {
      merge: 'colours',
    });
  const remove = (label: string, act: () => void) => (
    <Button small look="quiet" icon={<CloseOutlined aria-hidden />} aria-label={label} onClick={act} />
  );
  return (
    <>
      {kind.parts.length > 0 && (
        <Part title={v(`kind_${kind.key}` as 'kind_table')}>
          {partsOf(entity, view).map((part) => (
            <ChoiceInput
              key={part.member}
              label={v(part.member === 'start_field' && holdsBoth(entity, view) ? 'both_ends' : part.member)}
              empty={part.needed ? undefined : '–'}
              value={view[part.member]}
              onChange={(key) =>
                handle.change((draft) => {
                  assign(draft, part.member, key || undefined);
                  if (holdsBoth(entity, draft)) assign(draft, 'end_field', undefined);
                })
              }
              options={fitting(entity, part).map(option)}
            />
          ))}
        </Part>
      )}
      {kind.key === 'table' && (
        <Part title={v('groups')}>
          {groups.map((group, at) => (
            <div key={group.field} className={kit.row} style={{ flexWrap: 'nowrap' }}>
              <span className={kit.grow}>{option(group.field).label}</span>
              {isDated(group.field) && (
                <ChoiceInput
                  bare
                  label={v('period')}
                  empty="–"
                  value={group.period}
                  onChange={(period) =>
                    setGroups(
                      groups.map((each, index) =>
                        index === at ? { ...each, period: period || undefined } : each,
                      ),
                    )
                  }
                  options={PERIODS.map((value) => ({ value, label: v(`period_${value}`) }))}
                />
              )}
              {remove(v('removeGroup', { name: option(group.field).label }), () =>
                setGroups(groups.filter((_, index) => index !== at)),
              )}
            </div>
          ))}
          {groups.length < 3 && (
            <PickInput
              bare
              label={v('addGroup')}
              placeholder={`+ ${v('addGroup')}`}
              value={undefined}
              onChange={(key) => key && setGroups([...groups, { field: key }])}
              options={Object.keys(properties)
                .filter((key) => GROUPED.includes(properties[key]?.['x-dougong'].type ?? ''))
                .filter((key) => !groups.some(({ field }) => field === key))
                .map(option)}
            />
          )}
        </Part>
      )}
      {kind.key === 'table' && (
        <Part title={v('totals')}>
          {totals.map(([key, how], at) => (
            <div key={key} className={kit.row} style={{ flexWrap: 'nowrap' }}>
              <span className={kit.grow}>{option(key).label}</span>
              <ChoiceInput
                bare
                label={v('totals')}
                value={how}
                onChange={(next) =>
                  setTotals(totals.map((each, index) => (index === at ? [key, next] : each)))
                }
                options={TOTALS.map((value) => ({ value, label: v(`total_${value}`) }))}
              />
              {remove(v('removeTotal', { name: option(key).label }), () =>
                setTotals(totals.filter((_, index) => index !== at)),
              )}
            </div>
          ))}
          <PickInput
            bare
            label={v('addTotal')}
            placeholder={`+ ${v('addTotal')}`}
            value={undefined}
            onChange={(key) =>
              key &&
              setTotals([
                ...totals,
                [
                  key,
                  ['number', 'money'].includes(properties[key]?.['x-dougong'].type ?? '') ? 'sum' : 'filled',
                ],
              ])
            }
            options={(view.columns ?? [])
              .filter((key) => key in properties && !(key in (view.totals ?? {})))
              .map(option)}
          />
          <ChoiceInput
            label={v('density')}
            value={view.density ?? 'usual'}
            onChange={(density) =>
              handle.change((draft) => assign(draft, 'density', density === 'usual' ? undefined : density))
            }
            options={DENSITIES.map((value) => ({ value, label: v(`density_${value}`) }))}
          />
          <ChoiceInput
            label={v('frozen')}
            value={String(view.frozen ?? 1)}
            onChange={(frozen) =>
              handle.change((draft) => assign(draft, 'frozen', frozen === '1' ? undefined : Number(frozen)))
            }
            options={['0', '1', '2', '3', '4', '5'].map((value) => ({ value, label: value }))}
          />
        </Part>
      )}
      <Part title={v('colours')}>
        {marked.map((each, at) => (
          <div key={at} className={kit.card} style={{ padding: 8, marginBottom: 8 }}>
            <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
              <ChoiceInput
                bare
                label={v('colour')}
                value={each.colour}
                onChange={(colour) =>
                  setMarked(marked.map((one, index) => (index === at ? { ...one, colour } : one)))
                }
                options={colours.map((value) => ({ value, label: v(`colour_${value}`) }))}
              />
              <ChoiceInput
                bare
                label={v('colourOf')}
                empty={v('wholeRow')}
                value={each.field}
                onChange={(field) =>
                  setMarked(
                    marked.map((one, index) => (index === at ? { ...one, field: field || undefined } : one)),
                  )
                }
                options={(view.columns ?? []).filter((key) => key in properties).map(option)}
              />
              {remove(v('removeColour'), () => setMarked(marked.filter((_, index) => index !== at)))}
            </div>
            <DraftCondition
              app={handle.app}
              entity={view.entity}
              context="filter"
              label={v('colourWhen')}
              value={each.when}
              onChange={(when) =>
                setMarked(marked.map((one, index) => (index === at ? { ...one, when: when ?? '' } : one)))
              }
            />
          </div>
        ))}
        {marked.length < 10 && (
          <Button
            small
            look="quiet"
            onClick={() => setMarked([...marked, { when: 'FALSE()', colour: 'amber' }])}
          >
            + {v('addColour')}
          </Button>
        )}
      </Part>
    </>
  );
}
