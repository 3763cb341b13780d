import { Button, Dialog } from '@/ui';
import css from './gallery.module.css';
import { useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import type { Made } from './types';
import { words } from './words';

/** Who can sign in to the demo; the password is told only once. */
export function DemoPeople({ made, onClose }: { made: Made; onClose: () => void }) {
  const text = useText();
  const t = words.use();
  if (!made.demo) return null;
  return (
    <Dialog
      title={t('demoTitle')}
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          {t('open')}
        </Button>
      }
    >
      <p>{t('demoText')}</p>
      <p>
        <code className={css.secret}>{made.demo.password}</code>
      </p>
      <table className={css.people}>
        <tbody>
          {made.demo.people.map((person) => (
            <tr key={person.login}>
              <th scope="row">{person.login}</th>
              <td>{person.name}</td>
              <td className="muted">{listed(person.roles.map((role) => text(role)))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
