import { CodecError } from '../../core/errors.js';
import type { Connection } from '../../ports/transport.js';
import { RoomClient, type RoomClientOptions, type RoomHandlers } from './room-client.js';

/** Another room that does not answer for so long is given up, in ms. */
const PREPARE_MS = 10_000;
/** The old room is left this much later, in ms: those who are still in it do not take this peer for gone. */
const LEAVE_MS = 4_000;

/** A room, and this peer's card for it. */
export interface RoomPlace extends Pick<RoomClientOptions, 'card' | 'creates'> {
  /** Of the room on its relay. */
  readonly url: string;
}

/** What a {@link MovableRoom} needs, whatever room it is in. */
export interface MovableRoomOptions extends Omit<RoomClientOptions, 'connect' | 'card' | 'creates' | 'seat'> {
  /** Makes a connection to a room. */
  readonly connect: (url: string) => Promise<Connection>;
}

/** Another room that this peer is in already. */
export interface PreparedRoom {
  /** Goes over to it: what has happened there meanwhile is told now. */
  use(): void;
}

/** This peer's place in the room of its session, which may be another room later. */
export class MovableRoom {
  readonly #o: MovableRoomOptions;
  #client: RoomClient;
  /** Ends what is not used yet, or not any more. */
  readonly #endings = new Set<() => void>();

  constructor(options: MovableRoomOptions, place: RoomPlace) {
    this.#o = options;
    const { handlers } = options;
    const client: RoomClient = this.#make(
      place,
      guarded(handlers, (tell) => void (this.#client === client && tell())),
    );
    this.#client = client;
  }

  /** The connection to the room that counts now. */
  get client(): RoomClient {
    return this.#client;
  }

  /**
   * Enters another room beside this one, on the same seat where that is free.
   * @throws CodecError as entering the first one does; TRANSPORT_FAILED where it takes too long
   */
  prepare(place: RoomPlace): Promise<PreparedRoom> {
    const { handlers, clock } = this.#o;
    let waiting: (() => void)[] | null = [];
    const tellLater = (tell: () => void): void => {
      if (waiting) waiting.push(tell);
      else if (this.#client === client) tell();
    };
    const { seat } = this.#client;
    let welcome = (): void => {};
    let fail = (_error: Error): void => {};
    const client = this.#make(
      place,
      guarded(handlers, tellLater, { onWelcome: () => welcome(), onFailed: (error) => fail(error) }),
      seat ?? undefined,
    );
    const use = (): void => {
      this.#endings.delete(end);
      this.#leaveLater(this.#client);
      this.#client = client;
      const told = waiting ?? [];
      waiting = null;
      for (const tell of told) tell();
    };
    const end = (): void => client.close();
    this.#endings.add(end);
    return new Promise((resolve, reject) => {
      const cancel = clock.schedule(PREPARE_MS, () =>
        fail(new CodecError('TRANSPORT_FAILED', 'the relay does not answer')),
      );
      welcome = () => {
        cancel();
        resolve({ use });
      };
      fail = (error) => {
        cancel();
        if (waiting) end();
        reject(error);
      };
      client.open();
    });
  }

  /** Leaves for good. May be called twice. */
  close(): void {
    this.#client.close();
    for (const end of this.#endings) end();
  }

  #leaveLater(client: RoomClient): void {
    const end = (): void => {
      cancel();
      this.#endings.delete(end);
      client.close(true);
    };
    const cancel = this.#o.clock.schedule(LEAVE_MS, end);
    this.#endings.add(end);
  }

  #make({ url, card, creates }: RoomPlace, handlers: RoomHandlers, seat?: number): RoomClient {
    const connect = (): Promise<Connection> => this.#o.connect(url);
    return new RoomClient({ ...this.#o, connect, card, creates, handlers, ...(seat !== undefined && { seat }) });
  }
}

/** Handlers that are called by `tell`, now or later or not at all; `also` at once. */
const guarded = (
  handlers: RoomHandlers,
  tell: (act: () => void) => void,
  also: Partial<Pick<RoomHandlers, 'onWelcome' | 'onFailed'>> = {},
): RoomHandlers => ({
  onWelcome(seat, stunPort) {
    tell(() => handlers.onWelcome(seat, stunPort));
    also.onWelcome?.(seat, stunPort);
  },
  onSynced: () => tell(() => handlers.onSynced()),
  onNotice: (notice) => tell(() => handlers.onNotice(notice)),
  onData(from, payload) {
    // A view is valid only now.
    const copy = payload.slice();
    tell(() => handlers.onData(from, copy));
  },
  onDown: (error) => tell(() => handlers.onDown(error)),
  onFailed(error) {
    tell(() => handlers.onFailed(error));
    also.onFailed?.(error);
  },
});
