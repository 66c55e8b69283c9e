import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A track as a playlist or the command line names it. */
export interface TrackEntry {
  /** Path, or `http://` or `https://` address. */
  readonly input: string;
  /** As the playlist states it, for audio that has no tags of its own. */
  readonly title?: string;
}

/** Whether a name is that of a playlist. */
export const isPlaylistName = (name: string): boolean => /\.(m3u8?|pls)$/i.test(name);

/** Whether an entry is an address that is fetched. */
export const isAddress = (input: string): boolean => /^https?:\/\//i.test(input);

/**
 * The tracks of an M3U or PLS playlist. Text that is no UTF-8 is taken for Windows-1252, the successor of Latin-1;
 * relative paths start at the playlist's folder, `\` in a path without `/` counts as `/`, and comments are left out.
 *
 * @param path of the playlist, whose ending tells the two formats apart
 */
export function parsePlaylist(path: string, bytes: Uint8Array): TrackEntry[] {
  const lines = decodeText(bytes)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim());
  const entries = /\.pls$/i.test(path) ? parsePls(lines) : parseM3u(lines);
  return entries.map(({ input, ...rest }) => ({ input: located(input, path), ...rest }));
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function parseM3u(lines: readonly string[]): TrackEntry[] {
  const entries: TrackEntry[] = [];
  let title: string | undefined;
  for (const line of lines) {
    const info = /^#EXTINF:[^,]*,(.*)$/i.exec(line);
    if (info) title = info[1]!.trim() || undefined;
    if (line === '' || line.startsWith('#')) continue;
    entries.push({ input: line, ...(title !== undefined && { title }) });
    title = undefined;
  }
  return entries;
}

function parsePls(lines: readonly string[]): TrackEntry[] {
  const files = new Map<number, string>();
  const titles = new Map<number, string>();
  for (const line of lines) {
    const found = /^(file|title)(\d{1,9})\s*=\s*(.*)$/i.exec(line);
    if (!found || found[3] === '') continue;
    (found[1]!.toLowerCase() === 'file' ? files : titles).set(Number(found[2]), found[3]!);
  }
  return [...files]
    .sort(([a], [b]) => a - b)
    .map(([number, input]) => {
      const title = titles.get(number);
      return { input, ...(title !== undefined && { title }) };
    });
}

function located(input: string, playlist: string): string {
  if (isAddress(input)) return input;
  if (/^file:\/\//i.test(input))
    try {
      return fileURLToPath(input);
    } catch {
      return input;
    }
  const path = process.platform !== 'win32' && !input.includes('/') ? input.replaceAll('\\', '/') : input;
  return resolve(dirname(playlist), path);
}
