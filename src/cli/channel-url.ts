import type { Command } from 'commander';
import { requireWebSocketUrl } from '../node/websocket-url.js';

/** Ends the command with a usage error (exit code 2) unless `url` is the address of a channel. */
export function checkChannelUrl(command: Command, url: string): void {
  try {
    requireWebSocketUrl(url);
  } catch (error) {
    command.error(`error: ${(error as Error).message}`);
  }
}
