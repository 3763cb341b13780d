import { ScanOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { Button } from '@/ui/Button';
import type { FieldKind, WidgetProps } from '../kind';
import { words } from '../words';
import { Scanner } from '../controls/Scanner';
import { canScan } from '../controls/scanning';
import { CodeCell } from './code';
import { TextLine } from './text';

function ScanWidget(props: WidgetProps) {
  const { onChange, onCommit, disabled } = props;
  const t = words.use();
  const [open, setOpen] = useState(false);
  return (
    <span style={{ display: 'flex', gap: 4 }}>
      <span style={{ flex: 1, minWidth: 0 }}>
        <TextLine {...props} onCommit={open ? undefined : onCommit} />
      </span>
      {canScan() && !disabled && (
        <Button icon={<ScanOutlined />} aria-label={t('scan')} onClick={() => setOpen(true)} />
      )}
      {open && (
        <Scanner
          onClose={() => setOpen(false)}
          onFound={(text) => {
            setOpen(false);
            onChange(text);
            onCommit?.();
          }}
        />
      )}
    </span>
  );
}

export const SCAN: FieldKind = {
  type: 'scan',
  Widget: ScanWidget,
  Cell: CodeCell,
  Filter: TextLine,
  width: 150,
  sortable: true,
};
