import { WarningOutlined } from '@ant-design/icons';
import { Component } from 'react';
import type { ReactNode } from 'react';
import { LinkButton } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { paths } from '@/ui/paths';
import type { DocumentHandle } from '../draft/store';
import { words } from '../words';
import { ProblemsAt } from './ProblemsAt';

export interface DrawnProps {
  handle: DocumentHandle<object>;
  children: ReactNode;
}

interface DrawnState {
  document: object;
  failed: boolean;
}

/** A designer, or what is wrong with its document where it cannot be drawn; another document is drawn anew. */
export class Drawn extends Component<DrawnProps, DrawnState> {
  static getDerivedStateFromError(): Partial<DrawnState> {
    return { failed: true };
  }

  static getDerivedStateFromProps(
    { handle: { document } }: DrawnProps,
    state: DrawnState,
  ): DrawnState | null {
    return document === state.document ? null : { document, failed: false };
  }

  override state: DrawnState = { document: this.props.handle.document, failed: false };

  override render() {
    return this.state.failed ? <Undrawn handle={this.props.handle} /> : this.props.children;
  }
}

/** The document holds something of another kind than stands there: what the check says of it, and ways out. */
function Undrawn({ handle }: { handle: DocumentHandle<object> }) {
  const t = words.use();
  return (
    <div role="alert">
      <EmptyState
        icon={<WarningOutlined />}
        text={
          <>
            <strong>{t('undrawn')}</strong>
            <br />
            {t('undrawnText')}
          </>
        }
        action={<LinkButton to={paths.build(handle.app, '/versions')}>{t('versions')}</LinkButton>}
      />
      <ProblemsAt problems={handle.open.problems} at="" />
    </div>
  );
}
