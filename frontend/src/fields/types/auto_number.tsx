import type { CellProps, FieldKind } from '../kind';
import { words } from '../words';
import { asText, TextCell, TextLine } from './text';

function AutoNumberWidget({ value }: { value: unknown }) {
  const t = words.use();
  return <span className="muted figures">{asText(value) || t('madeByServer')}</span>;
}

function AutoNumberCell(props: CellProps) {
  return (
    <span className="figures">
      <TextCell {...props} />
    </span>
  );
}

export const AUTO_NUMBER: FieldKind = {
  type: 'auto_number',
  Widget: AutoNumberWidget,
  Cell: AutoNumberCell,
  Filter: TextLine,
  width: 130,
  computed: true,
  sortable: true,
};
