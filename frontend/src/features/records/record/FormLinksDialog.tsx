import { CopyOutlined, DownloadOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { AppDescription, EntityDescription, FormLink, RecordItem } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, Dialog, ErrorState, toast, useProblemText } from '@/ui';
import { words } from '../words';
import { formsFor } from './formsFor';
import type { SharedForm } from './formsFor';
import css from './related.module.css';

export interface FormLinksDialogProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  title: string;
  onClose: () => void;
}

/** The addresses and QR codes of public forms whose answers belong to this record. */
export function FormLinksDialog({ app, type, record, title, onClose }: FormLinksDialogProps) {
  const t = words.use();
  return (
    <Dialog title={t('formLinks')} onClose={onClose} width={560}>
      <div style={{ display: 'grid', gap: 20 }}>
        <p className="muted">{t('formLinksText', { title })}</p>
        {formsFor(app, type.key).map((form) => (
          <LinksOfForm key={form.key} app={app} form={form} entity={type.key} record={record} />
        ))}
      </div>
    </Dialog>
  );
}

function LinksOfForm({
  app,
  form,
  entity,
  record,
}: {
  app: AppDescription;
  form: SharedForm;
  entity: string;
  record: RecordItem;
}) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const path = `/apps/${encodeURIComponent(app.key)}/forms/${encodeURIComponent(form.key)}/links`;
  const queryKey = ['public-links', app.key, form.key];
  const { data, error, isPending, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<{ items: FormLink[] }>(path, { signal }),
  });
  const [field] = Object.entries(form.fields).find(([, target]) => target === entity) ?? [''];
  const own = (data?.items ?? []).filter((link) => link.values[field] === record.id);
  const send = async (ask: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await ask();
      await client.invalidateQueries({ queryKey });
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const name = text(form.name);
  return (
    <section aria-label={name}>
      <div className={css.relatedHead}>
        <h2>{name}</h2>
        <Button
          small
          busy={busy}
          onClick={() => void send(() => api.post(path, { values: { [field]: record.id } }))}
        >
          {t('newFormLink')}
        </Button>
      </div>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <CardsSkeleton />
      ) : own.length === 0 ? (
        <p className="muted">{t('noFormLink')}</p>
      ) : (
        own.map((link) => (
          <div key={link.id} style={{ display: 'flex', gap: 16, alignItems: 'center', paddingBlock: 8 }}>
            <img src={link.qr} alt={t('qrOf', { name })} width={132} height={132} />
            <div style={{ display: 'grid', gap: 8, minWidth: 0 }}>
              <a href={link.url} target="_blank" rel="noreferrer" className="truncate">
                {link.url}
              </a>
              <span className="muted caption">
                {t('formAnswers', { count: link.answers })}
                {link.enabled ? '' : ` · ${t('formLinkClosed')}`}
              </span>
              <span style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
                <Button
                  small
                  icon={<CopyOutlined />}
                  onClick={() =>
                    void navigator.clipboard?.writeText(link.url).then(() => toast(shared('copied')))
                  }
                >
                  {t('copyLink')}
                </Button>
                <a href={link.qr} download={`${form.key}.svg`} className="caption">
                  <DownloadOutlined aria-hidden /> {t('downloadQr')}
                </a>
                <Button
                  small
                  look="quiet"
                  busy={busy}
                  onClick={() => void send(() => api.patch(`${path}/${link.id}`, { enabled: !link.enabled }))}
                >
                  {link.enabled ? t('closeFormLink') : t('openFormLink')}
                </Button>
              </span>
            </div>
          </div>
        ))
      )}
    </section>
  );
}
