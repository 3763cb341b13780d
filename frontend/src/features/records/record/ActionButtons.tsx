import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import { keys, recordsPath, useMe, useRefreshRecords } from '@/api/queries';
import type {
  ActionAnswer,
  AppDescription,
  ButtonDescription,
  EntityDescription,
  RecordItem,
} from '@/api/types';
import { holds } from '@/forms';
import { useText } from '@/i18n';
import { Button, ConfirmDialog, toast } from '@/ui';
import { paths } from '@/ui/paths';
import { words } from '../words';

export interface ActionButtonsProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  title: string;
}

/** The buttons of the entity that fit this record now: convert, claim, start a flow. */
export function ActionButtons({ app, type, record, title }: ActionButtonsProps) {
  const t = words.use();
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const refresh = useRefreshRecords();
  const me = useMe().data;
  const [asking, setAsking] = useState<ButtonDescription | null>(null);
  const shown = useMemo(
    () =>
      type.buttons.filter(
        (button) =>
          !button.available_when ||
          holds(button.available_when, type, record.values, {
            me: me?.person,
            settings: app.settings,
            entities: app.entities,
          }),
      ),
    [type, record, me, app],
  );
  if (record.deleted_at) return null;

  const run = async (button: ButtonDescription) => {
    const answer = await api.post<ActionAnswer>(
      recordsPath(app.key, type.key, `/${record.id}/actions/${encodeURIComponent(button.key)}`),
      {},
    );
    refresh(app.key, type.key, answer.record);
    void client.invalidateQueries({ queryKey: keys.record(app.key, type.key, record.id) });
    toast(t('runs', { action: text(button.label) }));
    if (answer.open) await navigate(paths.record(answer.open.app, answer.open.entity, answer.open.id));
  };

  return (
    <>
      {shown.map((button, index) => (
        <Button key={button.key} look={index === 0 ? 'primary' : 'plain'} onClick={() => setAsking(button)}>
          {text(button.label)}
        </Button>
      ))}
      {asking && (
        <ConfirmDialog
          title={text(asking.label)}
          text={asking.confirm ? text(asking.confirm) : t('runText', { action: text(asking.label), title })}
          confirm={t('run')}
          onConfirm={() => run(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
