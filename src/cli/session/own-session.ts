import { CodecError } from '../../core/errors.js';
import { HostKeys } from '../../node/session/host-keys.js';
import { createSession, type JoinSessionOptions } from '../../node/session/open-session.js';
import { createHostKey } from '../../session/create-host-key.js';
import type { SessionNode } from '../../session/session-node.js';
import { type CliContext, note } from '../context.js';
import type { RemovablePeer } from './removal-question.js';

/**
 * Creates a session by a key that is kept, so that nobody else with its link can pass for its host; or comes back by it.
 *
 * @param again link of the session to come back to
 * @throws CodecError NOT_ALLOWED where its key is not kept here, and as `createSession`
 */
export async function createOwnSession(
  context: CliContext,
  relay: string,
  again: string | undefined,
  options: JoinSessionOptions,
): Promise<SessionNode> {
  const keys = new HostKeys();
  const known = again === undefined ? createHostKey() : await keys.get(again);
  if (known === undefined)
    throw new CodecError(
      'NOT_ALLOWED',
      `--again: the key by which the others know the host of this session is not kept here (${keys.file}): only the account that has created the session comes back as its host`,
    );
  const session = await createSession(again ?? relay, { ...options, hostKey: known });
  if (again === undefined) await keepHostKey(context, session, known);
  return session;
}

/** Gives the session another link, without a peer where one is named. @returns it @throws as `SessionNode.renewLink` */
export async function renewLink(
  context: CliContext,
  session: SessionNode,
  peer: RemovablePeer | null,
): Promise<string> {
  const hostKey = createHostKey();
  const link = await session.renewLink({ hostKey, ...(peer && { without: [peer.peerId] }) });
  await keepHostKey(context, session, hostKey);
  return link;
}

/** So that this account can come back as the host. */
async function keepHostKey(context: CliContext, session: SessionNode, hostKey: string): Promise<void> {
  await new HostKeys().set(session.link, hostKey).catch((error: Error) => {
    note(context, `without its key you cannot come back to this session as its host: ${error.message}`);
  });
}
