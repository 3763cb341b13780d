import { PlusOutlined } from '@ant-design/icons';
import { freeKey } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { insertField, newField } from '../data/entityChanges';
import type { PoolDocument } from '../draft/documents';
import { changeDocument, useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { ManyInput, Part, PickInput } from '../kit/controls';
import { ProblemsAt } from '../shell/ProblemsAt';
import { poolWords } from './poolWords';

/** What tells several pools of an entity apart, and to which of them the records of this one go back. */
export function SeveralPools({ handle }: { handle: DocumentHandle<PoolDocument> }) {
  const p = poolWords.use();
  const text = useText();
  const { app, document: pool } = handle;
  const { documents: entities } = useDocuments(app, 'entity');
  const { documents: pools } = useDocuments(app, 'pool');
  const fields = Object.entries(entities[pool.entity]?.schema.properties ?? {});
  const problems = handle.open.problems;
  const kept = fields.find(([key]) => key === pool.pool_field)?.[1];
  const others = Object.values(pools).filter(
    (each) => each.entity === pool.entity && each.pool_field === pool.pool_field && each.pool_value,
  );

  /** The entity gets the field, with a choice for each of its pools; this pool takes its own. */
  const addField = () => {
    const key = freeKey(
      'pool',
      fields.map(([taken]) => taken),
    );
    const made = newField('select', {
      en: p('poolLabel', { lng: 'en' }),
      zh: p('poolLabel', { lng: 'zh' }),
    });
    const same = Object.values(pools).filter((each) => each.entity === pool.entity);
    changeDocument(app, 'entity', pool.entity, (entity) => {
      insertField(entity, key, {
        ...made,
        enum: [...same.map((each) => each.key), null],
        readOnly: true,
        'x-dougong': {
          ...made['x-dougong'],
          options: same.map((each) => ({ key: each.key, label: each.name, colour: 'grey' })),
        },
      });
    });
    handle.change((draft) => {
      draft.pool_field = key;
      draft.pool_value = pool.key;
      // What was about all records stays so.
      draft.when ??= 'TRUE';
    });
  };

  const choices = kept?.['x-dougong'].options ?? [];
  /** The field gets a choice for this pool, which was made after it. */
  const addChoice = () => {
    const key = freeKey(
      pool.key,
      choices.map((option) => option.key),
    );
    changeDocument(app, 'entity', pool.entity, (entity) => {
      const field = entity.schema.properties[pool.pool_field ?? ''];
      if (!field) return;
      field.enum = [...(field.enum ?? []).filter((one) => one !== null), key, null];
      (field['x-dougong'].options ??= []).push({ key, label: pool.name, colour: 'grey' });
    });
    handle.change((draft) => void (draft.pool_value = key));
  };

  return (
    <Part title={p('several')}>
      <ProblemsAt problems={problems} at="/pool_field" />
      <PickInput
        label={p('poolField')}
        help={p('poolFieldHelp')}
        clearable
        placeholder={p('chooseField')}
        value={pool.pool_field}
        options={fields
          .filter(([, field]) => field['x-dougong'].type === 'select' && field.readOnly === true)
          .map(([value, field]) => ({ value, label: text(field['x-dougong'].label) || value }))}
        onChange={(value) =>
          handle.change((draft) => {
            assign(draft, 'pool_field', value);
            delete draft.pool_value;
            delete draft.give_back_to;
          })
        }
      />
      {!pool.pool_field && entities[pool.entity] && (
        <span>
          <Button small icon={<PlusOutlined aria-hidden />} onClick={addField}>
            {p('addPoolField')}
          </Button>
        </span>
      )}
      {pool.pool_field && (
        <>
          <ProblemsAt problems={problems} at="/pool_value" />
          <PickInput
            label={p('poolValue')}
            placeholder={p('chooseChoice')}
            value={pool.pool_value}
            options={choices.map((option) => ({
              value: option.key,
              label: text(option.label) || option.key,
            }))}
            onChange={(value) => handle.change((draft) => assign(draft, 'pool_value', value))}
          />
          {kept && !pool.pool_value && (
            <span>
              <Button small icon={<PlusOutlined aria-hidden />} onClick={addChoice}>
                {p('addPoolChoice')}
              </Button>
            </span>
          )}
          <ProblemsAt problems={problems} at="/give_back_to" />
          <ManyInput
            label={p('giveBackTo')}
            help={p('giveBackHelp')}
            placeholder={p('thisPool')}
            value={pool.give_back_to}
            options={others.map((each) => ({ value: each.key, label: text(each.name) || each.key }))}
            onChange={(value) =>
              handle.change((draft) => assign(draft, 'give_back_to', value.length > 0 ? value : undefined))
            }
          />
        </>
      )}
    </Part>
  );
}
