import { PLAYER_FORMATS } from './players/options.js';
import { PLAYLIST_TYPES } from './players/playlists.js';

/** First segments of the paths that the server of a relay answers itself. */
export const OWN_SEGMENTS = [
  'admin',
  'assets',
  'channels',
  'element',
  'embed',
  'healthz',
  'metrics',
  'models',
  'ort',
  'readyz',
  'rooms',
  'status',
  'where',
] as const;

/** What the path of a player's stream ends with, behind the name of its channel. */
export const PLAYER_ENDINGS = [
  ...PLAYER_FORMATS,
  ...(Object.keys(PLAYLIST_TYPES) as (keyof typeof PLAYLIST_TYPES)[]),
] as const;

/** Files of the page. */
const PAGE_FILE = /\.(html|m?js|css|json|svg|png|ico|webmanifest|wasm|txt|xml)$/i;
/** Names of the relay's own rights to listening sessions. */
const SESSION_NAME = /^session\./i;
const PLAYER_NAME = new RegExp(`\\.(${PLAYER_ENDINGS.join('|')})$`, 'i');

/** Why a channel of this name would be taken for something else; null where it would not. */
export function whyOwnName(name: string): string | null {
  const isOwn = OWN_SEGMENTS.some((segment) => segment === name.toLowerCase()) || PAGE_FILE.test(name);
  if (isOwn) return `the relay answers /${name} itself`;
  const [ending] = PLAYER_NAME.exec(name) ?? [];
  if (ending !== undefined) return `/${name} is where players find channel ${name.slice(0, -ending.length) || '?'}`;
  return SESSION_NAME.test(name) ? 'such names stand for listening sessions' : null;
}
