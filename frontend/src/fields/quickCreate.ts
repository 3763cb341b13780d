import { createContext, useContext } from 'react';
import type { RecordItem, Values } from '@/api/types';

export interface QuickCreateRequest {
  app: string;
  entity: string;
  initial: Values;
  onCreated: (record: RecordItem) => void;
}

/** Set by what can open a form over a form; null where a record cannot be made on the way. */
export const QuickCreateContext = createContext<((request: QuickCreateRequest) => void) | null>(null);

export function useQuickCreate() {
  return useContext(QuickCreateContext);
}
