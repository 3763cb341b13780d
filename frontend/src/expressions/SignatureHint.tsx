import { useText } from '@/i18n';
import css from './CodeEditor.module.css';
import { parametersOf, useFunctions } from './functions';
import { openCallAt } from './syntax';

/** What the function takes whose arguments are being typed: which one now, what it does, an example. */
export function SignatureHint({ text, caret }: { text: string; caret: number }) {
  const say = useText();
  const functions = useFunctions();
  const call = openCallAt(text, caret);
  const found = call && functions.find((one) => one.name === call.name.toUpperCase());
  if (!found) return null;
  const parameters = parametersOf(found.signature);
  // The last one repeats: SUM(value, …).
  const at = Math.min(call.argument, parameters.length - 1);
  const example = found.examples[0]?.filter(Boolean).join(' → ');
  return (
    <div className={css.signature} role="note">
      <code>
        {found.name}(
        {parameters.map((parameter, index) => (
          <span key={index}>
            {index > 0 && ', '}
            {index === at ? <strong>{parameter}</strong> : parameter}
          </span>
        ))}
        )
      </code>
      <span>{say(found.help)}</span>
      {example && <code className={css.example}>{example}</code>}
    </div>
  );
}
