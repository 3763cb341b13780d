import { lazy, Suspense } from 'react';
import type { ReactNode } from 'react';
import type { PersonRef } from '@/api/types';
import type { GivenFiles, Gives } from './given';

const ActQuestions = lazy(() =>
  import('./ActQuestions').then((module) => ({ default: module.ActQuestions })),
);

interface Choice {
  value: string;
  label: string;
}

/** What somebody says with an act, as far as it asks for it. */
export interface Said {
  comment: string;
  people: PersonRef[];
  option: string;
  ticked: string[];
  picked: Record<string, PersonRef[]>;
  given: GivenFiles;
}

/** What was begun and not sent: it is there again when the same is asked once more. */
export type Begun = Pick<Said, 'comment' | 'given'>;

export interface ActDialogProps {
  title: string;
  confirm: string;
  text?: ReactNode;
  danger?: boolean;
  /** Whether a word may, or must, be said. */
  comment?: 'optional' | 'required';
  /** Words that a comment may begin with. */
  phrases?: string[];
  /** It names one person, or several. */
  people?: { label: string; many: boolean };
  option?: { label: string; values: Choice[] };
  ticks?: { label: string; values: Choice[] };
  /** People picked for later steps; the server says where somebody must be. */
  picks?: Choice[];
  /** A signature, files. */
  gives?: Gives;
  begun?: Begun;
  onBegun?: (begun: Begun) => void;
  onConfirm: (said: Said) => Promise<unknown>;
  onClose: () => void;
}

/** An act and what it asks for, fetched when somebody first acts. */
export function ActDialog(props: ActDialogProps) {
  return (
    <Suspense>
      <ActQuestions {...props} />
    </Suspense>
  );
}
