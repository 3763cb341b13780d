import { InfoCircleOutlined, WarningOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { LinkButton } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { useText } from '@/i18n';
import { ended } from '@/i18n/lists';
import { draftApi, draftKeys, useDraft } from '../draft/api';
import type { DocumentProblem } from '../draft/api';
import { placeOfFile } from '../draft/documents';
import type { Kind } from '../draft/documents';
import { namesIn, readNamed } from '../kit/named';
import { usePlaceWord } from '../kit/placeWords';
import { spokenPlace } from '../kit/spokenPlace';
import { useFaultWords } from '../kit/useFaultWords';
import { words } from '../words';
import { roomOfProblem } from './places';
import css from './shell.module.css';

/** Where a problem lies, as people call it; what the document itself names is read from it. */
function useSpokenPlace(app: string, problem: DocumentProblem): string {
  const text = useText();
  const word = usePlaceWord();
  const draft = useDraft(app);
  const place = problem.file ? placeOfFile(problem.file) : null;
  const entry = draft.data?.documents.find((each) => each.kind === place?.kind && each.key === place?.key);
  const read = useQuery({
    queryKey: [...draftKeys.document(app, place?.kind ?? '', place?.key ?? ''), 'named'],
    queryFn: () =>
      readNamed(
        (kind, key) => draftApi.read(app, kind, key).then((found) => found.document),
        place?.kind as Kind,
        place?.key ?? '',
      ),
    enabled: place !== null && problem.pointer !== '',
    gcTime: 0,
    retry: false,
  });
  const names = namesIn(read.data?.entities ?? {}, draft.data?.documents ?? [], text);
  const within = problem.pointer && spokenPlace(problem.pointer, read.data?.document, text, word, names);
  const kind = place && word(`kind_${place.kind}`);
  const name = place?.kind === 'app' || place?.kind === 'page' ? null : text(entry?.name) || place?.key;
  return [kind, name, within].filter(Boolean).join(' › ') || (problem.file ?? '');
}

function ProblemLine({ app, problem, onGo }: { app: string; problem: DocumentProblem; onGo?: () => void }) {
  const t = words.use();
  const message = useFaultWords()(problem);
  const place = useSpokenPlace(app, problem);
  const to = roomOfProblem(app, problem);
  return (
    <div className={css.problemLine}>
      {problem.severity === 'warning' ? (
        <InfoCircleOutlined className={css.hintIcon} aria-hidden />
      ) : (
        <WarningOutlined className={css.problemIcon} aria-hidden />
      )}
      <span>
        {problem.hint ? ended(message) : message}
        {problem.hint && <small className="muted"> {problem.hint}</small>}
        <br />
        <span className="muted caption" title={`${problem.file ?? ''}${problem.pointer}`}>
          {place}
        </span>
      </span>
      {to && (
        <span onClick={onGo}>
          <LinkButton small to={to}>
            {t('goToProblem')}
          </LinkButton>
        </span>
      )}
    </div>
  );
}

export function ProblemList({
  app,
  problems,
  onGo,
}: {
  app: string;
  problems: DocumentProblem[];
  onGo?: () => void;
}) {
  const t = words.use();
  const [opened, setOpened] = useState(false);
  const line = (problem: DocumentProblem, index: number) => (
    <ProblemLine key={index} app={app} problem={problem} onGo={onGo} />
  );
  const untranslated = problems.filter(isUntranslated);
  return (
    <div>
      {problems.filter((problem) => !isUntranslated(problem)).map(line)}
      {untranslated.length > 0 && (
        <details className={css.hints} onToggle={(event) => setOpened(event.currentTarget.open)}>
          <summary>
            <InfoCircleOutlined className={css.hintIcon} aria-hidden />{' '}
            {t('untranslated', { count: untranslated.length })}
          </summary>
          {opened && untranslated.map(line)}
        </details>
      )}
    </div>
  );
}

/** A text that one of the app's languages lacks: worth a look, and there may be many of them. */
export function isUntranslated(problem: DocumentProblem): boolean {
  return problem.code === 'translation';
}

/** What the draft still lacks, each with a way to it. */
export function ProblemsDialog({
  app,
  problems,
  onClose,
}: {
  app: string;
  problems: DocumentProblem[];
  onClose: () => void;
}) {
  const t = words.use();
  return (
    <Dialog title={t('problems')} onClose={onClose} width={640}>
      {problems.length === 0 ? (
        <p className="muted">{t('noProblems')}</p>
      ) : (
        <ProblemList app={app} problems={problems} onGo={onClose} />
      )}
    </Dialog>
  );
}
