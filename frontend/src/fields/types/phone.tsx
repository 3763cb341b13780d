import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';
import { asText, TextLine } from './text';

function PhoneWidget(props: WidgetProps) {
  return <TextLine {...props} type="tel" inputMode="tel" />;
}

/** Chinese mobile numbers in groups of 3 4 4, landlines as area code and number; others as they are. */
export function readablePhone(number: string): string {
  const mobile = /^(?:\+86)?(1\d{2})(\d{4})(\d{4})$/.exec(number);
  if (mobile) return `${mobile[1]} ${mobile[2]} ${mobile[3]}`;
  // Beijing (10) and the big cities (2x) have two digits and eight, the others three and seven or eight.
  const landline = /^(?:\+86|0)(10|2\d|[3-9]\d{2})(\d{3,4})(\d{4})$/.exec(number);
  if (landline) return `0${landline[1]} ${landline[2]} ${landline[3]}`;
  const service = /^(?:\+86)?([48]00)(\d{3})(\d{4})$/.exec(number);
  return service ? `${service[1]} ${service[2]} ${service[3]}` : number;
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
