/** Events that a line of a score card may count, with the words for them. */
export const events = {
  'form.submitted': 'event_form',
  'hook.received': 'event_hook',
  'mail.received': 'event_mail',
  'seat.decided': 'event_seat',
  'record.created': 'event_created',
  'record.changed': 'event_changed',
  'flow.started': 'event_started',
  'flow.finished': 'event_finished',
} as const;
