import type { StatusMove } from './api.js';
import type { Desk } from './desk.js';
import { ask } from './dialog.js';
import { movedText } from './format.js';
import { s } from './language.js';

/**
 * Asks where the listeners of a channel are to go, and sends them there.
 *
 * @param id the only one that is moved; without it all are
 * @returns whether anybody was moved
 */
export async function moveListeners(desk: Desk, channel: string, id?: number): Promise<boolean> {
  const answer = await ask({
    title: id === undefined ? s.move.title(channel) : s.move.titleOne(s.connections.listener(id), channel),
    text: s.move.text,
    confirm: s.move.confirm,
    isDangerous: true,
    fields: [{ name: 'to', label: s.move.to, hint: s.move.hint, maxLength: 512, isRequired: true }],
  });
  if (!answer) return false;
  const { to = '' } = answer;
  const body = { to, ...(id !== undefined && { id }) };
  const report = await desk.try<StatusMove>('POST', `channels/${encodeURIComponent(channel)}/move`, body);
  if (report) desk.tell(movedText(report, channel, to));
  return report !== null && report.moved > 0;
}
