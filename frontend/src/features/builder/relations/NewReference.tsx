import { useState } from 'react';
import { isKey } from '@/canvas/ids';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { freeFieldKey, isReservedKey } from '../data/fieldKey';
import { dataWords } from '../data/words';
import type { Text } from '../draft/documents';
import { CheckInput, ChoiceInput, PickInput, TextInput, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { useProposedKey } from '@/canvas/useProposedKey';
import { words } from '../words';
import type { Relations } from './useRelations';
import { relationWords } from './words';

export interface NewReferenceProps {
  state: Relations;
  from: string;
  /** Known where it was dragged to an entity. */
  to?: string;
  onClose: () => void;
}

/** A reference from one entity to another: named after what it refers to until somebody says otherwise. */
export function NewReference({ state, from, to: given, onClose }: NewReferenceProps) {
  const w = relationWords.use();
  const t = words.use();
  const d = dataWords.use();
  const c = common.use();
  const text = useText();
  const { entities } = state;
  const [to, setTo] = useState(given ?? '');
  const [label, setLabel] = useState<Text>();
  const [ownKey, setOwnKey] = useState<string>();
  const [tree, setTree] = useState(from === given);
  const [required, setRequired] = useState(false);
  const [onDelete, setOnDelete] = useState<string>();
  const [listed, setListed] = useState(true);
  const [list, setList] = useState<Text>();
  const nameOf = (key: string) => text(entities[key]?.name) || key;
  const self = to === from;
  const asTree = self && tree;
  const called = label ?? (asTree ? PARENT : entities[to]?.name);
  const taken = Object.keys(entities[from]?.schema.properties ?? {});
  const proposed = useProposedKey(called, taken, 'reference');
  const key = ownKey ?? freeFieldKey(proposed || 'reference', taken);
  const keyError = !isKey(key)
    ? t('keyBad')
    : taken.includes(key)
      ? t('keyTaken')
      : isReservedKey(key)
        ? t('keyReserved')
        : undefined;
  const ready =
    to !== '' && called !== undefined && keyError === undefined && (ownKey !== undefined || proposed !== '');
  const deleting = onDelete ?? (asTree ? 'refuse' : 'clear');
  const create = () => {
    if (!ready || !called) return;
    state.add(from, {
      kind: asTree ? 'tree' : 'reference',
      to,
      key,
      label: called,
      required,
      onDelete: deleting,
      listed: listed && !asTree ? (list ?? entities[from]?.name) : undefined,
    });
    onClose();
  };
  return (
    <Dialog
      title={w('newReference')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{c('cancel')}</Button>
          <Button look="primary" disabled={!ready} onClick={create}>
            {t('createIt')}
          </Button>
        </>
      }
    >
      <form
        className={kit.stack}
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <div className={kit.duo}>
          <TextInput label={w('from')} value={nameOf(from)} disabled onChange={() => undefined} />
          <PickInput
            label={w('to')}
            value={to || undefined}
            placeholder={w('toMissing')}
            onChange={(key) => {
              setTo(key ?? '');
              setTree(key === from);
            }}
            options={Object.keys(entities).map((key) => ({ value: key, label: nameOf(key) }))}
          />
        </div>
        {to && !asTree && (
          <p className="muted">
            {w(required ? 'oneEach' : 'oneOptional', { from: nameOf(from), to: nameOf(to) })}
          </p>
        )}
        {self && <CheckInput label={w('asTree')} help={w('asTreeHelp')} value={tree} onChange={setTree} />}
        <TextPair label={t('label')} value={label} otherwise={called} onChange={setLabel} />
        <TextInput
          label={t('key')}
          value={key}
          onChange={setOwnKey}
          help={t('keyHelp')}
          error={to ? keyError : undefined}
        />
        {!asTree && <CheckInput label={w('required')} value={required} onChange={setRequired} />}
        <ChoiceInput
          label={d('onDelete')}
          value={deleting}
          onChange={setOnDelete}
          options={(['refuse', 'clear', 'cascade'] as const).map((value) => ({
            value,
            label: d(`onDelete_${value}`),
          }))}
        />
        {to && !asTree && (
          <>
            <CheckInput label={w('listThere', { name: nameOf(to) })} value={listed} onChange={setListed} />
            {listed && (
              <TextPair
                label={w('listName')}
                value={list}
                otherwise={entities[from]?.name}
                onChange={setList}
              />
            )}
          </>
        )}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}

const PARENT: Text = { en: 'Parent', zh: '上级' };
