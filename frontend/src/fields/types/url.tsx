import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { asText, TextLine } from './text';

function UrlWidget(props: WidgetProps) {
  return <TextLine {...props} type="url" inputMode="url" placeholder="https://" />;
}

function UrlCell({ value }: CellProps) {
  const address = asText(value);
  if (!address) return <Blank />;
  // Only web addresses become links: javascript: and data: would run here.
  if (!/^https?:\/\//i.test(address)) return <span className="truncate">{address}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" className="truncate" title={address}>
      {address.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')}
    </a>
  );
}

export const URL_KIND: FieldKind = {
  type: 'url',
  Widget: UrlWidget,
  Cell: UrlCell,
  Filter: TextLine,
  width: 180,
  sortable: true,
};
