import type { Clock } from '../../ports/clock.js';
import type { ControlMessage, SessionMembership } from '../peer-link.js';
import { parseReport, parseReports, type SyncReport } from './peer-figures.js';

/** How often a peer tells its leader how it plays, and the leader everybody. */
const REPORT_MS = 3000;
const REPORT_TYPE = 'play-report';
const REPORTS_TYPE = 'play-reports';
/** Reports in one control message, which has a bound. */
const REPORTS_PER_MESSAGE = 20;

/** What {@link PlayReports} are made of. */
export interface PlayReportsOptions {
  /** Times the reports. */
  readonly clock: Clock;
  /** Who takes part. */
  readonly membership: SessionMembership;
  /** Who leads; undefined before anybody does. */
  leaderId(): string | undefined;
  /** How this peer plays. */
  own(): SyncReport;
  /** This peer has told its leader. */
  onTold(leaderId: string): void;
  /** This peer leads, and has told everybody how all play. */
  onLed(reports: readonly SyncReport[]): void;
}

/** What the peers of a session tell each other of their playout: each its leader, and the leader everybody. */
export class PlayReports {
  readonly #o: PlayReportsOptions;
  readonly #reports = new Map<string, SyncReport>();
  readonly #unsubscribe: readonly (() => void)[];
  #cancel: (() => void) | undefined;

  constructor(options: PlayReportsOptions) {
    const { membership } = options;
    this.#o = options;
    this.#unsubscribe = [
      membership.onControl(REPORT_TYPE, ({ report }, { peerId }) => {
        const parsed = parseReport(report);
        if (parsed) this.#reports.set(peerId, parsed);
      }),
      membership.onControl(REPORTS_TYPE, (message, { peerId }) => {
        if (peerId !== options.leaderId()) return;
        for (const [id, report] of parseReports(message)) if (membership.peers.has(id)) this.#reports.set(id, report);
      }),
      membership.on('left', ({ peer }) => this.#reports.delete(peer.peerId)),
    ];
    this.#schedule();
  }

  /** What is known of a peer; null before it has told anything. */
  of(peerId: string): SyncReport | null {
    return this.#reports.get(peerId) ?? null;
  }

  /** Tells nothing any more. May be called twice. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#cancel?.();
  }

  #schedule(): void {
    this.#cancel = this.#o.clock.schedule(REPORT_MS, () => {
      this.#tell();
      this.#schedule();
    });
  }

  #tell(): void {
    const { membership } = this.#o;
    const report = this.#o.own();
    this.#reports.set(membership.ownId, report);
    const leaderId = this.#o.leaderId();
    if (leaderId === membership.ownId) {
      const all = [...this.#reports];
      for (let at = 0; at < all.length; at += REPORTS_PER_MESSAGE)
        membership.sendControlToAll({
          type: REPORTS_TYPE,
          reports: Object.fromEntries(all.slice(at, at + REPORTS_PER_MESSAGE)),
        });
      this.#o.onLed(all.map(([, one]) => one));
    } else if (leaderId !== undefined) {
      const message: ControlMessage = { type: REPORT_TYPE, report };
      membership.peers.get(leaderId)?.sendControl(message);
      this.#o.onTold(leaderId);
    }
  }
}
