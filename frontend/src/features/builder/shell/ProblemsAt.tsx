import { InfoCircleOutlined, WarningOutlined } from '@ant-design/icons';
import { isWithin } from '@/canvas/pointers';
import type { DocumentProblem } from '../draft/api';
import kit from '../kit/kit.module.css';
import { useFaultWords } from '../kit/useFaultWords';

/** The problems of one part of a document, beside that part. */
export function ProblemsAt({
  problems,
  at,
  except = [],
  quiet,
}: {
  problems: DocumentProblem[];
  at: string;
  /** Places within that say their own. */
  except?: readonly string[];
  /** What has just been made is not wrong, only unfinished: say what to do, in a low voice. */
  quiet?: boolean;
}) {
  const faultWords = useFaultWords();
  const found = problems.filter(
    (problem) => isWithin(problem.pointer, at) && !except.some((place) => isWithin(problem.pointer, place)),
  );
  if (found.length === 0) return null;
  return (
    <>
      {found.map((problem, index) => (
        <div
          key={index}
          className={kit.problem}
          role="status"
          data-severity={quiet ? 'note' : problem.severity}
        >
          {quiet || problem.severity === 'warning' ? (
            <InfoCircleOutlined aria-hidden />
          ) : (
            <WarningOutlined aria-hidden />
          )}
          <span>
            {quiet && problem.hint && problem.code !== 'required' ? problem.hint : faultWords(problem)}
            {!quiet && problem.hint && <small>{problem.hint}</small>}
          </span>
        </div>
      ))}
    </>
  );
}
