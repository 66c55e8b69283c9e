import { t } from '../language.js';
import { relayUrl } from '../relay-url.js';
import { tokenFor } from '../token-field.js';

/** What was played from a time of a recording on. */
export interface RecordedTitle {
  readonly atSeconds: number;
  readonly title?: string;
  readonly artist?: string;
  readonly station?: string;
}

/** A recording, as the relay lists it. */
export interface Recording {
  readonly id: string;
  /** Path in the relay's folder. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly bytes: number;
  /** False while it is being recorded, and of one that was cut off. */
  readonly isComplete: boolean;
  readonly titles: readonly RecordedTitle[];
}

const listUrl = (channel: string): string => relayUrl(`channels/${channel}/recordings`);

/** Address of a recording's file. */
export const recordingUrl = (channel: string, { id }: Recording): string => `${listUrl(channel)}/${id}`;

function authorization(channel: string): { readonly headers?: { readonly authorization: string } } {
  const { token } = tokenFor('listen', channel);
  return token ? { headers: { authorization: `Bearer ${token}` } } : {};
}

/** Recordings of a channel, the newest first; none where its relay has none, or none for whoever asks. */
export async function fetchRecordings(channel: string): Promise<readonly Recording[]> {
  const response = await fetch(listUrl(channel), { cache: 'no-store', ...authorization(channel) });
  if (!response.ok) return [];
  return ((await response.json()) as { recordings: Recording[] }).recordings;
}

/**
 * Saves a recording where its relay has asked for a token, which a link cannot send.
 *
 * @returns null where the link serves; rejects with the reason where the relay refuses
 */
export function saveWithToken(channel: string, recording: Recording): Promise<void> | null {
  const init = authorization(channel);
  return init.headers ? save(recordingUrl(channel, recording), init, fileName(recording)) : null;
}

async function save(url: string, init: RequestInit, name: string): Promise<void> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(t.recordings.refusedDownload(response.status));
  const content = URL.createObjectURL(await response.blob());
  Object.assign(document.createElement('a'), { href: content, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(content), 60_000);
}

/** Name under which a recording is saved. */
export const fileName = ({ name }: Recording): string => name.slice(name.lastIndexOf('/') + 1);
