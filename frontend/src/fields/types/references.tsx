import { SeveralCell, SeveralSelect } from '../controls/several';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { idsOf, titlesOf } from '../labels';
import { useRecordOffers } from '../recordOffers';
import { targetOf } from '../targets';
import { RecordTitle } from './reference';

function ReferencesWidget(props: WidgetProps) {
  const { field, value, labelText, onChange } = props;
  const { offers, setQuery, setOpen, create, placeholder, loading, fault } = useRecordOffers(props);
  return (
    <SeveralSelect
      widget={props}
      offers={offers}
      entity={field.settings.entity}
      search={setQuery}
      loading={loading}
      fault={fault}
      placeholder={placeholder}
      onOpen={setOpen}
      onOffer={(chosen) =>
        create(chosen, (id, title) => onChange([...idsOf(value), id], [...titlesOf(labelText), title]))
      }
    />
  );
}

function ReferencesCell(props: CellProps) {
  const target = targetOf(props.app, props.field.settings.entity);
  return <SeveralCell {...props} one={(id, title) => <RecordTitle {...target} id={id} label={title} />} />;
}

export const REFERENCES: FieldKind = {
  type: 'references',
  Widget: ReferencesWidget,
  Cell: ReferencesCell,
  width: 200,
};
