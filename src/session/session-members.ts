import type { Members } from './members.js';
import type { SessionPeer } from './peer/session-peer.js';
import type { ControlMessage, PeerRole } from './peer-link.js';
import { SessionHandlers } from './session-events.js';

/** Who takes part in a session, beside what it tells. */
export abstract class SessionMembers extends SessionHandlers {
  /** This peer and the others. */
  protected abstract get members(): Members;

  get ownId(): string {
    return this.members.own.id;
  }

  get ownName(): string {
    return this.members.ownName;
  }

  get ownRole(): PeerRole {
    return this.members.own.card.role;
  }

  get peers(): Map<string, SessionPeer> {
    return this.members.peers;
  }

  get hostId(): string | null {
    return this.members.hostId;
  }

  /** Whether it was told of all who were there before it: who joins from then on has come later. */
  get hasMetOthers(): boolean {
    return this.members.hasMetOthers;
  }

  /** Sends a message to every peer that arrives, in order, as `PeerLink.sendControl` does. */
  sendControlToAll(message: ControlMessage): void {
    for (const peer of this.peers.values()) peer.sendControl(message);
  }
}
