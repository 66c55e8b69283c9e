import type { Socket } from 'node:net';
import type { Clock } from '../../../ports/clock.js';
import { IcyTitles } from './icy.js';
import { PLAYER_LIMITS } from './options.js';

/** A player's connection, behind the headers of its answer. */
export interface HttpPlayer {
  readonly socket: Socket;
  /** Whether it has asked for titles. */
  readonly wantsTitles: boolean;
}

/** The players of one format: one buffer is written to all of them. */
export class PlayerAudience {
  readonly #clock: Clock;
  readonly #maxBehindBytes: number;
  readonly #onCut: (player: HttpPlayer) => void;
  readonly #players = new Map<HttpPlayer, IcyTitles | null>();
  /** The last audio and when it came, for those who join. */
  readonly #burst: { readonly atMs: number; readonly bytes: Buffer }[] = [];

  /**
   * @param bytesPerSecond of the format
   * @param onCut told of a player that was cut because it is too slow
   */
  constructor(clock: Clock, bytesPerSecond: number, onCut: (player: HttpPlayer) => void) {
    this.#clock = clock;
    this.#maxBehindBytes = (bytesPerSecond * PLAYER_LIMITS.maxBehindMs) / 1000;
    this.#onCut = onCut;
  }

  get size(): number {
    return this.#players.size;
  }

  /** Sends a player the header and the last seconds, and everything from now on. */
  add(player: HttpPlayer, header: Buffer, song: string): void {
    const titles = player.wantsTitles ? new IcyTitles(PLAYER_LIMITS.icyBytes) : null;
    this.#players.set(player, titles);
    this.#forgetOld();
    if (header.length > 0) this.#send(player, titles, header, song);
    for (const { bytes } of this.#burst) this.#send(player, titles, bytes, song);
  }

  remove(player: HttpPlayer): void {
    this.#players.delete(player);
  }

  /** What those who came before it was known need first. */
  writeHeader(header: Buffer, song: string): void {
    if (header.length > 0) for (const [player, titles] of this.#players) this.#send(player, titles, header, song);
  }

  /** Sends a piece that belongs between what was sent and what follows, and of which those who join later have their own. */
  restart(link: Buffer, song: string): void {
    this.#burst.length = 0;
    this.writeHeader(link, song);
  }

  /** @param song as of now, for those who have asked for titles */
  write(bytes: Buffer, song: string): void {
    this.#burst.push({ atMs: this.#clock.nowMs(), bytes });
    this.#forgetOld();
    for (const [player, titles] of this.#players) {
      if (player.socket.writableLength <= this.#maxBehindBytes) this.#send(player, titles, bytes, song);
      else {
        this.#players.delete(player);
        player.socket.destroy();
        this.#onCut(player);
      }
    }
  }

  /** Cuts all players. */
  close(): void {
    for (const player of this.#players.keys()) player.socket.destroy();
    this.#players.clear();
    this.#burst.length = 0;
  }

  #send({ socket }: HttpPlayer, titles: IcyTitles | null, bytes: Buffer, song: string): void {
    if (titles === null) socket.write(bytes);
    else for (const part of titles.cut(bytes, song)) socket.write(part);
  }

  #forgetOld(): void {
    const beginMs = this.#clock.nowMs() - PLAYER_LIMITS.burstMs;
    while (this.#burst.length > 0 && this.#burst[0]!.atMs < beginMs) this.#burst.shift();
  }
}
