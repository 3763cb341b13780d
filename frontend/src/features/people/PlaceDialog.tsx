import { Select } from '@/ui/Select';
import { useState } from 'react';
import { api } from '@/api/client';
import { common } from '@/i18n/words';
import { Button, Dialog, ErrorState, toast } from '@/ui';
import { Field, FieldStack, TextField } from '@/ui/Inputs';
import { PeopleSelect, PersonSelect } from './PeopleSelect';
import type { Place } from '@/api/types';
import type { PlaceKind } from './queries';
import { below } from './tree';
import { words } from './words';

export interface PlaceDialogProps {
  kind: PlaceKind;
  /** Null for a new one. */
  place: Place | null;
  all: Place[];
  onSaved: () => void;
  onClose: () => void;
}

export function PlaceDialog({ kind, place, all, onSaved, onClose }: PlaceDialogProps) {
  const t = words.use();
  const shared = common.use();
  const [name, setName] = useState(place?.name ?? '');
  const [parent, setParent] = useState(place?.parent ?? null);
  const [head, setHead] = useState(place?.head ?? null);
  const [members, setMembers] = useState(place?.members ?? []);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const forbidden = place ? below(all, place.id) : new Set<string>();
  const save = async () => {
    setTried(true);
    if (!name.trim() || busy) return;
    setBusy(true);
    setError(null);
    const body = {
      name: name.trim(),
      ...(kind === 'departments' ? { parent, head } : {}),
      ...(kind === 'teams' ? { members } : {}),
    };
    try {
      if (place) await api.patch(`/${kind}/${place.id}`, body);
      else await api.post(`/${kind}`, body);
      toast(t(place ? 'saved' : 'added', { name: name.trim() }));
      onSaved();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t(place ? `edit_${kind}` : `new_${kind}`)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => void save()}>
            {shared(place ? 'save' : 'create')}
          </Button>
        </>
      }
    >
      <FieldStack onSubmit={() => void save()}>
        <TextField
          label={t('name')}
          required
          value={name}
          onChange={setName}
          maxLength={100}
          autoFocus
          error={tried && !name.trim() ? t('nameNeeded') : undefined}
        />
        {kind === 'departments' && (
          <>
            <Field label={t('parent')}>
              {(id) => (
                <Select
                  id={id}
                  style={{ width: '100%' }}
                  allowClear
                  aria-label={t('parent')}
                  placeholder={t('topLevel')}
                  value={parent ?? undefined}
                  options={all
                    .filter((other) => !forbidden.has(other.id))
                    .map((other) => ({ value: other.id, label: other.name }))}
                  onChange={(next?: string) => setParent(next ?? null)}
                />
              )}
            </Field>
            <Field label={t('head')}>
              {(id) => <PersonSelect id={id} label={t('head')} value={head} onChange={setHead} />}
            </Field>
          </>
        )}
        {kind === 'teams' && (
          <Field label={t('members')}>
            {(id) => <PeopleSelect id={id} label={t('members')} value={members} onChange={setMembers} />}
          </Field>
        )}
      </FieldStack>
      {error !== null && <ErrorState error={error} />}
    </Dialog>
  );
}
