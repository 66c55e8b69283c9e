import type { PlayState } from './play-state.js';

/** What is asked for; positions are in ms of the track. */
export type PlayCommand =
  | { readonly action: 'pause' | 'resume' | 'next' }
  | { readonly action: 'seek'; readonly positionMs: number };

/** Largest position of a seek. */
export const MAX_POSITION_MS = 1e12;

/** Messages of a session's control between peers, as JSON. */
export type PlayMessage =
  | { readonly type: 'play-state'; readonly state: PlayState }
  | { readonly type: 'play-command'; readonly command: PlayCommand };

/** Whether another peer has sent a command. */
export function isCommand(value: unknown): value is PlayCommand {
  const { action, positionMs } = (value ?? {}) as { action?: unknown; positionMs?: unknown };
  if (action === 'seek') return typeof positionMs === 'number' && positionMs >= 0 && positionMs <= MAX_POSITION_MS;
  return action === 'pause' || action === 'resume' || action === 'next';
}
