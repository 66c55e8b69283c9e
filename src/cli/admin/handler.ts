import type { Command } from 'commander';
import type { AdminClient } from '../../node/relay/operations/admin-client.js';

/** A result, as JSON and as text. */
export interface Shown {
  readonly value: unknown;
  readonly text: string;
}

/** Does what a subcommand of `latentcast admin` states. */
export type AdminHandler = (
  client: AdminClient,
  args: readonly string[],
  options: Record<string, unknown>,
) => Promise<Shown>;

/** Adds a subcommand. */
export type AddAdmin = (name: string, description: string, run: AdminHandler) => Command;
