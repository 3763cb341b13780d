import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { defineWords } from '@/i18n';
import { buttonClass } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { EmptyState } from '@/ui/EmptyState';
import { CardsSkeleton } from '@/ui/Skeletons';
import { isTable, TablePreview } from './TablePreview';
import { fileAddress } from './uploads';

const words = defineWords('preview', {
  en: {
    download: 'Download',
    none: 'This file cannot be shown here. Download it instead.',
    empty: 'This file is empty.',
  },
  zh: { download: '下载', none: '此文件无法在此预览，请下载后查看。', empty: '此文件没有内容。' },
});

export interface FilePreviewProps {
  id: string;
  name: string;
  onClose: () => void;
}

/** An attachment inside the page: pictures, PDF in the browser's own viewer, the beginning of a text or a table. */
export function FilePreview({ id, name, onClose }: FilePreviewProps) {
  const t = words.use();
  return (
    <Dialog
      title={name}
      onClose={onClose}
      width={960}
      footer={
        <a className={buttonClass()} href={fileAddress(id)} download={name}>
          <DownloadOutlined aria-hidden /> {t('download')}
        </a>
      }
    >
      {isTable(name) ? <TablePreview id={id} name={name} /> : <Shown id={id} name={name} />}
    </Dialog>
  );
}

function Shown({ id, name }: { id: string; name: string }) {
  const t = words.use();
  const address = `${fileAddress(id)}/preview`;
  const { data, error } = useQuery({
    queryKey: ['file-preview', id],
    retry: false,
    staleTime: 300_000,
    queryFn: async ({ signal }) => {
      const answer = await fetch(address, { signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const kind = answer.headers.get('content-type') ?? '';
      return { kind, text: kind.startsWith('text/') ? await answer.text() : '' };
    },
  });
  if (error) return <EmptyState text={t('none')} />;
  if (!data) return <CardsSkeleton cards={1} />;
  if (data.kind.startsWith('image/'))
    return <img src={address} alt={name} style={{ display: 'block', maxWidth: '100%', margin: '0 auto' }} />;
  if (!data.kind.startsWith('text/'))
    return <iframe src={address} title={name} style={{ width: '100%', height: '65vh', border: 0 }} />;
  if (data.text.trim() === '') return <EmptyState text={t('empty')} />;
  return (
    <pre
      tabIndex={0}
      aria-label={name}
      style={{
        margin: 0,
        maxHeight: '65vh',
        overflow: 'auto',
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
      }}
    >
      {data.text}
    </pre>
  );
}
