import { CopyOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { MadeHook } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { ErrorState } from '@/ui/ErrorState';
import { toast } from '@/ui/toast';
import { useEntries } from '../draft/api';
import { PickInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { words } from '../words';
import { connectApi, connectKeys } from './api';
import css from './connections.module.css';
import { FieldPaths, fieldsOf, useFillable } from './FieldPaths';
import type { FieldPath } from './FieldPaths';
import { connectionWords } from './words';

/** A new address: what it is for, what it fills; then its address and its secret, this once. */
export function NewHook({ app, onClose }: { app: string; onClose: () => void }) {
  const k = connectionWords.use();
  const t = words.use();
  const c = common.use();
  const text = useText();
  const client = useQueryClient();
  const entities = useEntries(app, 'entity');
  const [name, setName] = useState('');
  const [event, setEvent] = useState('');
  const [entity, setEntity] = useState<string>('');
  const [rows, setRows] = useState<FieldPath[]>([['', '']]);
  const [match, setMatch] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [made, setMade] = useState<{ hook: MadeHook; mapping: Record<string, string> }>();
  const fillable = useFillable(app, entity);
  const fields = fieldsOf(rows, match);
  const ready = name.trim() && event.trim() && entity && Object.keys(fields.mapping).length > 0;
  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      const body = { name: name.trim(), event: event.trim(), entity, ...fields };
      setMade({ hook: await connectApi.makeHook(app, body), mapping: fields.mapping });
      await client.invalidateQueries({ queryKey: connectKeys.hooks(app) });
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  if (made) return <Made {...made} onClose={onClose} />;
  return (
    <Dialog
      title={k('newHook')}
      onClose={onClose}
      width={620}
      footer={
        <>
          <Button onClick={onClose}>{c('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!ready} onClick={() => void make()}>
            {t('createIt')}
          </Button>
        </>
      }
    >
      <div className={kit.stack}>
        <TextInput label={k('hookName')} help={k('hookNameHelp')} value={name} onChange={setName} autoFocus />
        <TextInput label={k('event')} help={k('eventHelp')} value={event} onChange={setEvent} />
        <PickInput
          label={k('entity')}
          value={entity}
          options={entities.map((each) => ({ value: each.key, label: text(each.name) || each.key }))}
          onChange={(next) => {
            setEntity(next ?? '');
            setRows([['', '']]);
            setMatch([]);
          }}
        />
        {entity && (
          <FieldPaths
            fillable={fillable}
            rows={rows}
            match={match}
            onChange={(nextRows, nextMatch) => {
              setRows(nextRows);
              setMatch(nextMatch);
            }}
          />
        )}
        {error !== null && <ErrorState error={error} />}
      </div>
    </Dialog>
  );
}

/** A body that the hook understands: each path with a value of its own. */
export function sampleBody(mapping: Record<string, string>): unknown {
  let body: unknown;
  const put = (place: unknown, steps: string[], value: string): unknown => {
    const [step, ...rest] = steps;
    if (step === undefined) return value;
    if (/^\d+$/.test(step) && (place === undefined || Array.isArray(place))) {
      const list = [...((place as unknown[] | undefined) ?? [])];
      list[Number(step)] = put(list[Number(step)], rest, value);
      return Array.from(list, (each) => each ?? null);
    }
    const found = (typeof place === 'object' && place !== null ? place : {}) as Record<string, unknown>;
    return { ...found, [step]: put(found[step], rest, value) };
  };
  for (const [field, path] of Object.entries(mapping)) body = put(body, path.split('.'), field);
  return body ?? {};
}

function Made({
  hook,
  mapping,
  onClose,
}: {
  hook: MadeHook;
  mapping: Record<string, string>;
  onClose: () => void;
}) {
  const k = connectionWords.use();
  const c = common.use();
  const example = [
    `curl -X POST '${hook.url}'`,
    `  -H 'Content-Type: application/json' -H 'x-hook-secret: ${hook.secret}'`,
    `  -d '${JSON.stringify(sampleBody(mapping)).replaceAll("'", "'\\''")}'`,
  ].join(' \\\n');
  const mail = [
    `curl -X POST '${hook.url}/mail'`,
    `  -H 'Content-Type: message/rfc822' -H 'x-hook-secret: ${hook.secret}'`,
    '  --data-binary @-',
  ].join(' \\\n');
  return (
    <Dialog
      title={k('madeTitle')}
      onClose={onClose}
      width={620}
      footer={
        <Button look="primary" onClick={onClose}>
          {c('done')}
        </Button>
      }
    >
      <div className={kit.stack}>
        <p>{k('madeText')}</p>
        <Copied label={k('address')} copy={k('copyAddress')} value={hook.url} />
        <Copied label={k('hookSecret')} copy={k('copySecret')} value={hook.secret} />
        <Copied label={k('example')} copy={k('copyExample')} value={example} />
        <Copied label={k('mailExample')} copy={k('copyMail')} value={mail} />
      </div>
    </Dialog>
  );
}

function Copied({ label, copy, value }: { label: string; copy: string; value: string }) {
  const c = common.use();
  return (
    <div role="group" aria-label={label}>
      <span>{label}</span>
      <div className={css.copy}>
        <pre className={css.code}>{value}</pre>
        <Button
          icon={<CopyOutlined aria-hidden />}
          aria-label={copy}
          onClick={() => {
            void navigator.clipboard
              ?.writeText(value)
              .then(() => toast(c('copied')))
              .catch(() => undefined);
          }}
        />
      </div>
    </div>
  );
}
