import { parseMetadata, type StreamMetadata } from '../../../../core/wire/hello.js';
import type { TitleChanges } from '../../../../relay/channel/operator-settings.js';
import type { AdminContext, AdminOperation } from './operation.js';
import { unknownChannel } from './unknown-channel.js';

/** Operations on what is on the air. */
export const TITLE_OPERATIONS: readonly AdminOperation[] = [
  {
    id: 'setTitle',
    method: 'PUT',
    path: '/admin/channels/:channel/title',
    summary: 'State what is on the air, in place of what the source states; a text that is left out is the source’s',
    request: 'Title',
    response: 'Channel',
    problems: [404],
    isChange: true,
    run: ({ administration }, { params, body }) => setTitle(administration, params.channel!, body),
  },
  {
    id: 'changeTitle',
    method: 'PATCH',
    path: '/admin/channels/:channel/title',
    summary: 'Change single texts of what is on the air; null brings back what the source states, "" shows none',
    request: 'TitleChanges',
    response: 'Channel',
    problems: [404],
    isChange: true,
    run: ({ administration }, { params, body }) => changeTitle(administration, params.channel!, body),
  },
  {
    id: 'clearTitle',
    method: 'DELETE',
    path: '/admin/channels/:channel/title',
    summary: 'Bring back what the source states',
    response: 'Channel',
    problems: [404],
    isChange: true,
    run: ({ administration }, { params }) => setTitle(administration, params.channel!, null),
  },
];

async function setTitle(
  administration: AdminContext['administration'],
  channel: string,
  metadata: StreamMetadata | null,
): Promise<unknown> {
  // A schema counts characters, and listeners the units of UTF-16.
  const checked = metadata && parseMetadata({ ...metadata });
  if (!(await administration.setTitle(channel, checked))) unknownChannel(channel);
  return administration.channel(channel);
}

async function changeTitle(
  administration: AdminContext['administration'],
  channel: string,
  changes: TitleChanges,
): Promise<unknown> {
  const texts = Object.entries(changes).filter(([, text]) => text !== null);
  const checked = { ...changes, ...parseMetadata(Object.fromEntries(texts)) };
  if (!(await administration.changeTitle(channel, checked))) unknownChannel(channel);
  return administration.channel(channel);
}
