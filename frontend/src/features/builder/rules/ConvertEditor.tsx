import { PlusOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { freeKey } from '@/canvas/ids';
import { useText } from '@/i18n';
import { listed, paired } from '@/i18n/lists';
import { fieldKind } from '../data/fieldKinds';
import { Button } from '@/ui/Button';
import type { Sources } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { ExpressionPlace } from '@/expressions';
import { ChoiceInput, ManyInput, RemoveButton } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ValuesEditor } from './ValuesEditor';
import { ruleWords } from './words';

interface Target {
  as: string;
  entity: string;
  match?: Sources[];
  values?: Sources;
  references?: Record<string, string>;
  /** Attachment fields of the target, each with the field of the source whose files it gets. */
  files?: Record<string, string>;
}
interface Carried {
  entity: string;
  by: string;
  to: Record<string, string>;
}
interface ConvertBody {
  into?: Target[];
  carry?: Carried[];
  set?: Sources;
  references?: Record<string, string>;
  open?: string;
}

export interface ConvertEditorProps {
  body: Record<string, unknown>;
  place: ExpressionPlace;
  onChange: (body: Record<string, unknown>) => void;
}

/** What one record becomes: targets with their values, what is carried along, what the source keeps. */
export function ConvertEditor({ body: raw, place, onChange }: ConvertEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(place.app, 'entity');
  const body = raw as ConvertBody;
  const into = body.into ?? [];
  const put = (next: ConvertBody) => onChange(next as Record<string, unknown>);
  const setTarget = (at: number, target: Target) =>
    put({ ...body, into: into.map((each, index) => (index === at ? target : each)) });
  const entities = Object.values(documents).filter((entity) => !entity.parent && entity.key !== place.entity);
  const nameOf = (key: string) => text(documents[key]?.name) || key;

  /** Fields that point at what was made before. */
  const linked = (entity: string, made: Target[]) =>
    Object.fromEntries(
      Object.entries(documents[entity]?.schema.properties ?? {}).flatMap(([key, field]) => {
        const target = made.find((each) => each.entity === field['x-dougong'].entity);
        return field['x-dougong'].type === 'reference' && target ? [[key, target.as]] : [];
      }),
    );
  const holders = (entity: string) =>
    Object.entries(documents[entity]?.schema.properties ?? {}).flatMap(([key, field]) =>
      fieldKind(field['x-dougong'].type)?.files
        ? [{ value: key, label: text(field['x-dougong'].label) || key }]
        : [],
    );
  const held = holders(place.entity);
  const carriers = Object.values(documents).flatMap((entity) =>
    Object.entries(entity.schema.properties)
      .filter(
        ([, field]) => field['x-dougong'].type === 'reference' && field['x-dougong'].entity === place.entity,
      )
      .map(([by]) => ({ entity: entity.key, by })),
  );
  const same = (a: { entity: string; by: string }, b: { entity: string; by: string }) =>
    a.entity === b.entity && a.by === b.by;

  return (
    <div className={kit.stack}>
      {into.map((target, at) => (
        <div key={target.as} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
          <div className={kit.row}>
            <strong className={kit.grow}>{nameOf(target.entity)}</strong>
            <code className={kit.key}>{target.as}</code>
            <RemoveButton
              line
              label={r('removePeople')}
              onClick={() => put({ ...body, into: into.filter((_, index) => index !== at) })}
            />
          </div>
          <ValuesEditor
            label={r('step_SetFields')}
            target={target.entity}
            values={target.values ?? {}}
            onChange={(values) => setTarget(at, { ...target, values })}
            place={place}
          />
          {held.length > 0 &&
            holders(target.entity).map(({ value: key, label }) => (
              <ChoiceInput
                key={key}
                label={r('convertFiles', { field: label })}
                value={target.files?.[key]}
                empty={r('convertNoFiles')}
                options={held}
                onChange={(source) => {
                  const next = { ...target };
                  const files = { ...target.files, [key]: source ?? '' };
                  assign(
                    next,
                    'files',
                    Object.fromEntries(Object.entries(files).filter(([, from]) => from !== '')),
                  );
                  setTarget(at, next);
                }}
              />
            ))}
          {(target.match ?? []).map((match, index) => (
            <ValuesEditor
              key={index}
              label={`${r('convertMatch')} ${index + 1}`}
              target={target.entity}
              values={match}
              place={place}
              onChange={(next) => {
                const copy = { ...target };
                assign(
                  copy,
                  'match',
                  (target.match ?? []).flatMap((each, i) =>
                    i !== index ? [each] : Object.keys(next).length ? [next] : [],
                  ),
                );
                setTarget(at, copy);
              }}
            />
          ))}
          <span>
            <Button
              small
              look="quiet"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => setTarget(at, { ...target, match: [...(target.match ?? []), {}] })}
            >
              {r('addMatch')}
            </Button>
          </span>
          {target.references && (
            <span className={kit.help}>
              {paired(
                r('convertReferences'),
                listed(Object.entries(target.references).map(([key, alias]) => `${key} → ${alias}`)),
              )}
            </span>
          )}
        </div>
      ))}
      <ChoiceInput
        label={r('convertInto')}
        value=""
        empty={`+ ${r('convertAdd')}`}
        options={entities.map((entity) => ({ value: entity.key, label: nameOf(entity.key) }))}
        onChange={(entity) => {
          if (!entity) return;
          const target: Target = {
            as: freeKey(
              entity,
              into.map((each) => each.as),
            ),
            entity,
            values: {},
          };
          assign(target, 'references', linked(entity, into));
          const files = holders(entity).flatMap(({ value: key }, at) => {
            const source = held.find((each) => each.value === key) ?? held[at];
            return source ? [[key, source.value]] : [];
          });
          assign(target, 'files', Object.fromEntries(files));
          const all = [...into, target];
          put({ ...body, into: all, references: linked(place.entity, all), open: body.open ?? target.as });
        }}
      />
      {carriers.length > 0 && (
        <ManyInput
          label={r('convertCarry')}
          value={(body.carry ?? []).map((each) => `${each.entity}.${each.by}`)}
          options={carriers.map((each) => ({
            value: `${each.entity}.${each.by}`,
            label: r('convertCarryText', { entity: nameOf(each.entity), by: each.by }),
          }))}
          onChange={(chosen) => {
            const next = { ...body };
            assign(
              next,
              'carry',
              carriers
                .filter((each) => chosen.includes(`${each.entity}.${each.by}`))
                .map(
                  (each) =>
                    (body.carry ?? []).find((old) => same(old, each)) ?? {
                      ...each,
                      to: linked(each.entity, into),
                    },
                ),
            );
            put(next);
          }}
        />
      )}
      <ValuesEditor
        label={r('convertSet')}
        target={place.entity}
        values={body.set ?? {}}
        place={place}
        onChange={(values) => {
          const next = { ...body };
          assign(next, 'set', values);
          put(next);
        }}
      />
      {into.length > 0 && (
        <ChoiceInput
          label={r('convertOpen')}
          value={body.open}
          empty="–"
          onChange={(open) => {
            const next = { ...body };
            assign(next, 'open', open);
            put(next);
          }}
          options={into.map((target) => ({ value: target.as, label: nameOf(target.entity) }))}
        />
      )}
    </div>
  );
}
