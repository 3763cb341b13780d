import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';
import { asText, TextLine } from './text';

function PhoneWidget(props: WidgetProps) {
  return <TextLine {...props} type="tel" inputMode="tel" />;
}

/** Chinese mobile numbers in groups of 3 4 4; others as they are. */
export function readablePhone(number: string): string {
  const mobile = /^(?:\+86)?(1\d{2})(\d{4})(\d{4})$/.exec(number);
  return mobile ? `${mobile[1]} ${mobile[2]} ${mobile[3]}` : number;
}

function PhoneCell({ value }: CellProps) {
  const t = words.use();
  const number = asText(value);
  if (!number) return <Blank />;
  return (
    <a href={`tel:${number}`} className="figures truncate" title={t('call', { number })}>
      {readablePhone(number)}
    </a>
  );
}

export const PHONE: FieldKind = {
  type: 'phone',
  Widget: PhoneWidget,
  Cell: PhoneCell,
  Filter: TextLine,
  width: 150,
  sortable: true,
};
