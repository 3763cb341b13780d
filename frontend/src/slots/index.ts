import { lazy } from 'react';
import type { ComponentType } from 'react';

export interface FlowPanelProps {
  app: string;
  entity: string;
  id: string;
}

const flowPanel = import.meta.glob<{ FlowPanel: ComponentType<FlowPanelProps> }>('../features/inbox/FlowPanel.tsx');
const load = Object.values(flowPanel)[0];

/** The flows of a record, lent by the inbox; null when that feature is not part of the build. */
export const FlowPanel = load ? lazy(() => load().then((module) => ({ default: module.FlowPanel }))) : null;
