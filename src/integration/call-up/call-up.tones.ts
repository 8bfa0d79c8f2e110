/** Colours of a line's light as badges name them. */
export const lightTones = { plain: 'plain', info: 'info', warn: 'warn', danger: 'danger', ok: 'ok' } as const;

/** Colours of what became of a name; `cancelled` is one that was sent back. */
export const nameTones = {
  pending: 'warn',
  waitlisted: 'plain',
  confirmed: 'ok',
  arrived: 'info',
  completed: 'ok',
  refused: 'danger',
  dismissed: 'danger',
  cancelled: 'danger',
} as const;
