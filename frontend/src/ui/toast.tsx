import { useEffect, useSyncExternalStore } from 'react';
import { CloseOutlined } from '@ant-design/icons';
import { common } from '@/i18n/words';
import { Button } from './Button';
import css from './kit.module.css';

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action?: { label: string; onSelect: () => void };
}

const PLACE = 'toasts';
let toasts: readonly Toast[] = [];
let counter = 0;
const listeners = new Set<() => void>();
const publish = (next: readonly Toast[]) => {
  toasts = next;
  listeners.forEach((listener) => listener());
};
const dismiss = (id: number) => publish(toasts.filter((item) => item.id !== id));

/** Say that something is done (or was refused), without taking the person's place on the page. */
export function toast(
  text: string,
  options: { bad?: boolean; long?: boolean; action?: Toast['action'] } = {},
): void {
  const id = ++counter;
  publish([...toasts.slice(-2), { id, text, bad: options.bad ?? false, action: options.action }]);
  setTimeout(() => dismiss(id), options.bad || options.long || options.action ? 9000 : 4000);
}

/** Put the toasts above everything again: what is opened later covers what was shown before. */
export function raiseToasts(): void {
  const element = document.getElementById(PLACE);
  if (!element || !('showPopover' in element)) return;
  if (element.matches(':popover-open')) element.hidePopover();
  element.showPopover();
}

export function Toasts() {
  const t = common.use();
  const items = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  useEffect(raiseToasts, [items]);
  if (items.length === 0) return null;
  return (
    <div className={css.toasts} aria-live="polite" popover="manual" id={PLACE}>
      {items.map((item) => (
        <div
          key={item.id}
          className={`${css.toast} ${item.bad ? css.toastBad : ''}`}
          role={item.bad ? 'alert' : 'status'}
        >
          <span>{item.text}</span>
          {item.action && (
            <Button
              small
              onClick={() => {
                dismiss(item.id);
                item.action?.onSelect();
              }}
            >
              <strong>{item.action.label}</strong>
            </Button>
          )}
          <Button small icon={<CloseOutlined />} aria-label={t('close')} onClick={() => dismiss(item.id)} />
        </div>
      ))}
    </div>
  );
}
