import {
  ApartmentOutlined,
  BellOutlined,
  BlockOutlined,
  CheckSquareOutlined,
  CloudUploadOutlined,
  DeleteOutlined,
  EditOutlined,
  HourglassOutlined,
  LogoutOutlined,
  MailOutlined,
  NotificationOutlined,
  MergeCellsOutlined,
  NodeIndexOutlined,
  OrderedListOutlined,
  PauseCircleOutlined,
  PlusSquareOutlined,
  QrcodeOutlined,
  SearchOutlined,
  SendOutlined,
  StopOutlined,
  SwapOutlined,
  SyncOutlined,
  TagOutlined,
  TagsOutlined,
  UnorderedListOutlined,
  UserSwitchOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { StepDocument } from '../draft/documents';

export interface StepKind {
  kind: string;
  icon: ReactNode;
  phases: ('before' | 'after')[];
  /** May stand in a flow's action. */
  flow: boolean;
  blank: Record<string, unknown>;
}

export const stepKinds: StepKind[] = [
  {
    kind: 'SetFields',
    icon: <EditOutlined aria-hidden />,
    phases: ['before', 'after'],
    flow: true,
    blank: {},
  },
  {
    kind: 'Create',
    icon: <PlusSquareOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { entity: '', values: {} },
  },
  {
    kind: 'Update',
    icon: <SyncOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { record: '', values: {} },
  },
  {
    kind: 'Delete',
    icon: <DeleteOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { record: '' },
  },
  {
    kind: 'Assign',
    icon: <UserSwitchOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { strategies: [{ role: '' }] },
  },
  {
    kind: 'Notify',
    icon: <BellOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { to: [{ person: 'owner' }], message: { subject: { zh: '', en: '' } } },
  },
  {
    kind: 'CreateTodo',
    icon: <CheckSquareOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { assignee: [{ person: 'owner' }], subject: { zh: '', en: '' } },
  },
  {
    kind: 'StartFlow',
    icon: <NodeIndexOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { flow: '' },
  },
  { kind: 'Convert', icon: <SwapOutlined aria-hidden />, phases: ['after'], flow: true, blank: { into: [] } },
  {
    kind: 'Webhook',
    icon: <CloudUploadOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { connection: '', values: {} },
  },
  {
    kind: 'SendMessage',
    icon: <MailOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { connection: '', message: { subject: { zh: '', en: '' } } },
  },
  {
    kind: 'Find',
    icon: <SearchOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { entity: '', match: [{}] },
  },
  {
    kind: 'Upsert',
    icon: <MergeCellsOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { entity: '', match: [], values: {} },
  },
  {
    kind: 'CreateLines',
    icon: <OrderedListOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { records: '', values: {} },
  },
  {
    kind: 'Tag',
    icon: <TagOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { field: '', tags: [] },
  },
  {
    kind: 'Untag',
    icon: <TagsOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { field: '', tags: [] },
  },
  {
    kind: 'ForEach',
    icon: <UnorderedListOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { records: '', do: [] },
  },
  {
    kind: 'Branch',
    icon: <ApartmentOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { ways: [{ when: '', do: [] }] },
  },
  {
    kind: 'Wait',
    icon: <HourglassOutlined aria-hidden />,
    phases: ['after'],
    flow: false,
    blank: { for: { days: 1 } },
  },
  {
    kind: 'Merge',
    icon: <BlockOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: {},
  },
  {
    kind: 'Enrol',
    icon: <SendOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { sequence: '' },
  },
  {
    kind: 'Leave',
    icon: <LogoutOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: {},
  },
  {
    kind: 'IssueCode',
    icon: <QrcodeOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { into: '', form: '' },
  },
  {
    kind: 'SignalFlow',
    icon: <NotificationOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: { message: '' },
  },
  {
    kind: 'Stop',
    icon: <PauseCircleOutlined aria-hidden />,
    phases: ['after'],
    flow: true,
    blank: {},
  },
  {
    kind: 'Refuse',
    icon: <StopOutlined aria-hidden />,
    phases: ['before'],
    flow: false,
    blank: { message: { zh: '', en: '' } },
  },
  {
    kind: 'Warn',
    icon: <WarningOutlined aria-hidden />,
    phases: ['before'],
    flow: false,
    blank: { message: { zh: '', en: '' } },
  },
];

export const stepKind = (kind: string) => stepKinds.find((each) => each.kind === kind);

/** A step has one member, named by its effect. */
export function stepParts(step: StepDocument): { kind: string; body: Record<string, unknown> } {
  const [kind = '', body = {}] = Object.entries(step)[0] ?? [];
  return { kind, body };
}

/** Where in a step its editor says itself what is wrong, by pointers into the body of the step. */
export function saidWithin(kind: string, body: Record<string, unknown>): string[] {
  switch (kind) {
    case 'Find':
      return [''];
    case 'Create':
      return body.entity ? ['/do'] : [];
    case 'ForEach':
      return ['/do'];
    case 'Merge':
      return ['/each', '/do'];
    case 'Branch':
      return [
        ...((body.ways as unknown[]) ?? []).flatMap((_, at) => [`/ways/${at}/when`, `/ways/${at}/do`]),
        '/otherwise',
      ];
    default:
      return [];
  }
}
