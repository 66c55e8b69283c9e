import type { StatusMove } from './api.js';
import type { Desk } from './desk.js';
import { ask } from './dialog.js';
import { movedText } from './format.js';

/**
 * Asks where the listeners of a channel are to go, and sends them there.
 *
 * @param id the only one that is moved; without it all are
 * @returns whether anybody was moved
 */
export async function moveListeners(desk: Desk, channel: string, id?: number): Promise<boolean> {
  const answer = await ask({
    title: id === undefined ? `Move the listeners of ${channel}` : `Move listener ${id} of ${channel}`,
    text: 'To another channel of this relay at once; to another relay by an address, where their player follows it.',
    confirm: 'Move',
    isDangerous: true,
    fields: [
      { name: 'to', label: 'To', hint: 'A channel, or an address such as wss://radio.example/main', maxLength: 512 },
    ],
  });
  if (!answer) return false;
  const { to = '' } = answer;
  const body = { to, ...(id !== undefined && { id }) };
  const report = await desk.try<StatusMove>('POST', `channels/${encodeURIComponent(channel)}/move`, body);
  if (report) desk.tell(movedText(report, channel, to));
  return report !== null && report.moved > 0;
}
