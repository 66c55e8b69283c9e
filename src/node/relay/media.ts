import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { CodecError } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import type { Authorizer } from '../../ports/authorizer.js';
import type { Direction } from '../../ports/model.js';
import type { Relay } from '../../relay/relay.js';
import { childCpu } from '../files/child-cpu.js';
import { modelRoots } from '../model/model-files.js';
import type { Doors } from './access/doors.js';
import type { DoorRefused } from './access/listen-check.js';
import { EncoderSlots } from './fallback/encoder-slots.js';
import type { FilesHost } from './fallback/open-files.js';
import { HttpError } from './http-error.js';
import type { IcecastDesk } from './icecast/desk.js';
import { isSourceRequest, readSourceRequests } from './icecast/source-requests.js';
import { type SourceTitle, TITLE_REQUEST } from './icecast/source-title.js';
import { type MediaChanges, type MediaOptions, mediaSettings } from './media-options.js';
import { type MediaFigures, NO_MEDIA } from './operations/media-figures.js';
import type { RelayMetrics } from './operations/metrics.js';
import { PLAYER_ENDINGS } from './own-paths.js';
import type { PlayerPath, PlayersDesk } from './players/desk.js';
import { playersSettings } from './players/options.js';
import { isAdministration, requestPath } from './request-path.js';
import type { Route } from './router.js';

/** A channel with one of these endings. */
const PLAYER_PATH = new RegExp(`^/([A-Za-z0-9._-]{1,64})\\.(${PLAYER_ENDINGS.join('|')})$`, 'i');

/** What source clients and players need of a relay's server. */
export interface MediaHost {
  readonly relay: Relay;
  readonly doors: Doors;
  readonly authorizer: Authorizer;
  /** Tells the owner of a key or password that is refused. */
  readonly onRefused: DoorRefused;
  readonly metrics: RelayMetrics | undefined;
  /** With which the relay lets its own listeners in. */
  readonly insideCredentials: string;
  /** Why nobody may use a channel of this name; null where somebody may. */
  readonly refusalOf: (channel: string) => CodecError | null;
  /** Why somebody who comes to a channel should go to another node of the cluster, and where to; null where not. */
  readonly elsewhere: (channel: string) => CodecError | null;
  /** Why source clients, which go nowhere else by themselves, should come to another node; null where not. */
  readonly whyAway: () => string | null;
}

/**
 * The part of a relay's server for programs that know only HTTP. The codec is loaded when a channel allows the first of
 * them: a relay alone needs none.
 */
export class Media {
  readonly #host: MediaHost;
  readonly #options: MediaOptions;
  #settings;
  #desk: Promise<IcecastDesk> | null = null;
  #players: Promise<PlayersDesk> | null = null;
  #openedDesk: IcecastDesk | null = null;
  #openedPlayers: PlayersDesk | null = null;
  #isClosed = false;

  /** @throws TypeError, RangeError naming a wrong option */
  constructor(host: MediaHost, options: MediaOptions = {}) {
    this.#host = host;
    this.#options = options;
    this.#settings = mediaSettings(options);
    const { modelRoots: roots, env = process.env, onEvent } = options;
    this.filesHost = {
      encoding: (name) => this.#settings.channels.of(name)?.icecast,
      slots: new EncoderSlots(() => this.#settings.maxFallbackEncoders),
      onEncoded: (seconds) => this.#observe('encode', seconds),
      onNote: (level, channel, message) =>
        void callGuarded(
          () => onEvent?.({ level, channel, message }),
          () => {},
        ),
      modelRoots: roots ?? modelRoots(env),
      env,
    };
    // The source client of a title may be at another process of the relay.
    host.relay.cluster?.handle(TITLE_REQUEST, async (body) =>
      (await this.#desk)?.setOwnMetadata(body as SourceTitle) ? 'set' : 'unknown',
    );
  }

  /** Makes a server take source clients; before anything else reads its connections. */
  guard(server: Server, hasTls: boolean): void {
    readSourceRequests(server, {
      event: hasTls ? 'secureConnection' : 'connection',
      prefix: this.#host.doors.root.slice(0, -1),
      isWanted: () => this.#settings.hasIcecast,
    });
  }

  /** What files need that play in place of a source. */
  readonly filesHost: FilesHost;

  /** What source clients use beside their stream. */
  get routes(): readonly Route[] {
    return [
      {
        method: 'GET',
        path: '/admin/metadata',
        handle: async ({ request }) => {
          const { updateMetadata } = await import('./icecast/updinfo.js');
          return updateMetadata(await this.#openDesk(), request);
        },
      },
    ];
  }

  /** Takes the request where it is a source client's; false where it is none. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (!isSourceRequest(socket)) return false;
    // Nothing else listens to it until the desk is loaded.
    socket.on('error', () => {});
    void this.#openDesk().then((desk) => desk.take(request, socket, head));
    return true;
  }

  /**
   * Refuses a request of a source client that is not the first one of its connection: its stream has neither length nor
   * end, and what reads the connection's requests by now would take the audio for further ones.
   *
   * @throws HttpError 421, with which the client may send it again over another connection (RFC 9110, 15.5.20)
   */
  requireNoSource(request: IncomingMessage): void {
    const isSource =
      request.method === 'SOURCE' || (request.method === 'PUT' && !isAdministration(requestPath(request)));
    if (!this.#settings.hasIcecast || !isSource) return;
    const problem = 'a source client publishes by the first request of a connection: connect again';
    throw new HttpError(421, problem, { connection: 'close' });
  }

  /** Where players are answered, as routes write it. */
  get playerPaths(): readonly string[] {
    return this.#settings.hasPlayers ? PLAYER_ENDINGS.map((ending) => `/:channel.${ending}`) : [];
  }

  /** Answers a player: `/NAME.mp3` and the like; false where the request is none. @throws HttpError */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    if (!this.#settings.hasPlayers || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    const found = PLAYER_PATH.exec(requestPath(request));
    if (!found) return false;
    const path = { channel: found[1]!, ending: found[2]!.toLowerCase() } as PlayerPath;
    const entry = this.#settings.channels.of(path.channel);
    if (!entry?.players) return false;
    const players = await this.#openPlayers();
    await players.answer(request, response, path, playersSettings(entry.players), entry.name !== undefined);
    return true;
  }

  /** Holds for those who come from now on. @throws TypeError, RangeError naming a wrong option: nothing has changed */
  change(changes: MediaChanges): void {
    this.#settings = mediaSettings({ ...this.#options, ...changes });
    this.filesHost.slots.update();
  }

  /** Cuts the players and source clients that there are: they connect again to the address that they have. */
  cutClients(): void {
    this.#openedPlayers?.close();
    this.#openedDesk?.close(false);
  }

  /** Cuts all clients. May be called twice. */
  close(): void {
    this.#isClosed = true;
    void this.#desk?.then((desk) => desk.close());
    void this.#players?.then((players) => players.close());
  }

  /** What is encoded and decoded now. */
  get figures(): MediaFigures {
    const icecast = this.#openedDesk?.encoders ?? 0;
    const { decodedChannels, players } = this.#openedPlayers?.figures ?? NO_MEDIA;
    const encoders = { icecast, fallback: this.filesHost.slots.used };
    return { encoders, decodedChannels, players, ffmpeg: childCpu() };
  }

  #observe(direction: Direction, seconds: number): void {
    const { metrics } = this.#host;
    (direction === 'encode' ? metrics?.encodeSeconds : metrics?.decodeSeconds)?.observe(seconds);
    void callGuarded(
      () => this.#options.onCodecTime?.(direction, seconds),
      () => {},
    );
  }

  #openDesk(): Promise<IcecastDesk> {
    this.#desk ??= import('./icecast/desk.js').then(({ IcecastDesk }) => {
      const { modelRoots, env, onEvent } = this.#options;
      const desk = new IcecastDesk(
        { ...this.#host, onEncoded: (seconds) => this.#observe('encode', seconds) },
        {
          channel: (name) => this.#settings.channels.of(name)?.icecast,
          maxEncoders: () => this.#settings.maxEncoders,
          ...(modelRoots && { modelRoots }),
          ...(env && { env }),
          ...(onEvent && { onEvent }),
        },
      );
      if (this.#isClosed) desk.close();
      this.#openedDesk = desk;
      return desk;
    });
    return this.#desk;
  }

  #openPlayers(): Promise<PlayersDesk> {
    this.#players ??= import('./players/desk.js').then(({ PlayersDesk }) => {
      const { relay, doors, authorizer, onRefused, refusalOf, elsewhere, insideCredentials } = this.#host;
      const { modelRoots, env, onEvent } = this.#options;
      this.#openedPlayers = new PlayersDesk({
        relay,
        doors,
        authorizer,
        onRefused,
        refusalOf,
        elsewhere,
        credentials: insideCredentials,
        maxDecoders: () => this.#settings.maxDecoders,
        onDecoded: (seconds) => this.#observe('decode', seconds),
        onEvent: (event) =>
          void callGuarded(
            () => onEvent?.(event),
            () => {},
          ),
        modelRoots,
        env,
      });
      return this.#openedPlayers;
    });
    return this.#players;
  }
}
