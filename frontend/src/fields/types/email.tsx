import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';
import { asText, TextLine } from './text';

function EmailWidget(props: WidgetProps) {
  return <TextLine {...props} type="email" inputMode="email" />;
}

function EmailCell({ value }: CellProps) {
  const t = words.use();
  const address = asText(value);
  if (!address) return <Blank />;
  return (
    <a href={`mailto:${address}`} className="truncate" title={t('openMail', { address })}>
      {address}
    </a>
  );
}

export const EMAIL: FieldKind = {
  type: 'email',
  Widget: EmailWidget,
  Cell: EmailCell,
  Filter: TextLine,
  width: 200,
  sortable: true,
};
