import { isProblem } from '@/api/problem';
import { common } from '@/i18n/words';
import { Button } from './Button';
import css from './kit.module.css';

/** What went wrong in words that say what to do; the server's own words come first. */
export function useProblemText(): (error: unknown) => string {
  const t = common.use();
  return (error) => {
    if (!isProblem(error)) return error instanceof Error && error.message ? error.message : t('errorTitle');
    if (error.status === 0) return t('errorNetwork');
    if (error.detail) return error.detail;
    if (error.status === 404) return t('errorNotFound');
    if (error.status === 403) return t('errorNotAllowed');
    if (error.status >= 500) return t('errorServer');
    return error.title || t('errorTitle');
  };
}

export interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
}

export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const t = common.use();
  const text = useProblemText();
  const problem = isProblem(error) ? error : null;
  const said = text(error);
  const errors = problem?.errors.filter(({ message }) => message !== said) ?? [];
  return (
    <div className={css.error} role="alert">
      <div className={css.errorText}>
        <strong>{said}</strong>
        {errors.length > 0 && (
          <ul>
            {errors.slice(0, 8).map((item, index) => (
              <li key={index}>{item.message}</li>
            ))}
          </ul>
        )}
        {problem?.requestId && problem.status >= 500 && (
          <div className="caption">{t('errorRequest', { id: problem.requestId })}</div>
        )}
      </div>
      {onRetry && (
        <Button small onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </div>
  );
}
