import type { Command } from 'commander';
import { requireStreamAddress } from '../node/lossy/lossy-address.js';
import { requireWebSocketUrl } from '../node/websocket-url.js';

/** Ends the command with a usage error (exit code 2) unless `url` is the address of a channel. */
export function checkChannelUrl(command: Command, url: string): void {
  try {
    requireWebSocketUrl(url);
  } catch (error) {
    command.error(`error: ${(error as Error).message}`);
  }
}

/** The same for the address of a stream: udp://HOST:PORT and `-`, a byte pipe, are addresses too. */
export function checkStreamAddress(command: Command, address: string, side: 'send' | 'listen'): void {
  try {
    requireStreamAddress(address, side);
  } catch (error) {
    const isAddress = /^(?:wss?|udp):/i.test(address);
    const hint = isAddress ? '' : `; an address is ws://HOST:PORT/CHANNEL, udp://HOST:PORT, or - for a byte pipe`;
    command.error(`error: ${(error as Error).message}${hint}`);
  }
}
