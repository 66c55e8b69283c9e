/** Endings of playlists, which lead players to a channel. */
export const PLAYLIST_TYPES = { m3u: 'audio/x-mpegurl; charset=utf-8', pls: 'audio/x-scpls; charset=utf-8' } as const;

/** A playlist with one stream. @param title one line */
export function playlist(kind: keyof typeof PLAYLIST_TYPES, url: string, title: string): string {
  return kind === 'm3u'
    ? `#EXTM3U\n#EXTINF:-1,${title}\n${url}\n`
    : `[playlist]\nNumberOfEntries=1\nFile1=${url}\nTitle1=${title}\nLength1=-1\nVersion=2\n`;
}
