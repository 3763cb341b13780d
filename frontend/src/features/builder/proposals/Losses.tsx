import type { SchemaProposal } from '@/api/types';
import { useText } from '@/i18n';
import css from './proposals.module.css';
import { proposalWords } from './words';

/** The parts of a schema that an entity does not carry, with their places. */
export function Losses({ losses }: { losses: SchemaProposal['losses'] }) {
  const w = proposalWords.use();
  const text = useText();
  if (losses.length === 0) return <p className="muted">{w('lossesNone')}</p>;
  return (
    <details className={css.losses} open={losses.length <= 12}>
      <summary>{w('losses', { count: losses.length })}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{w('place')}</th>
            <th scope="col">{w('what')}</th>
          </tr>
        </thead>
        <tbody>
          {losses.map((loss, at) => (
            <tr key={at}>
              <td>
                <code>{loss.pointer || '/'}</code>
              </td>
              <td>{text(loss.message)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
