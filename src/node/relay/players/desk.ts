import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CodecError } from '../../../core/errors.js';
import type { Authorizer, Grant } from '../../../ports/authorizer.js';
import { Lease } from '../../../relay/auth/lease.js';
import type { ChannelStats } from '../../../relay/channel/channel-stats.js';
import type { Relay } from '../../../relay/relay.js';
import type { RelayStats } from '../../../relay/relay-stats.js';
import { nodeClock } from '../../clock.js';
import { findTool } from '../../files/tools.js';
import { modelRoots } from '../../model/model-files.js';
import { loadModelInWorker } from '../../model/worker-model.js';
import type { Doors } from '../access/doors.js';
import { httpRefusal, isTemporary, tooManyFailures } from '../access/http-refusal.js';
import type { DoorRefused } from '../access/listen-check.js';
import { HttpError } from '../http-error.js';
import { INSTALL_FFMPEG } from '../icecast/decode-source.js';
import type { IcecastEvent } from '../icecast/options.js';
import { basicCredentials } from '../icecast/request-text.js';
import { metadataText } from '../icecast/song.js';
import { type MediaFigures, NO_MEDIA } from '../operations/media-figures.js';
import { sendAnswer } from '../router.js';
import { PlayersFeed } from './feed.js';
import { FORMATS } from './format-encoder.js';
import type { ChannelPlayersSettings, PlayerFormat } from './options.js';
import { PLAYLIST_TYPES, playlist } from './playlists.js';
import { type StationAbout, streamHeaders } from './stream-headers.js';

/** How often it is looked whether the grant of a player has ended. */
const GRANT_CHECK_MS = 1_000;

/** What players reach, and by which rules. */
export interface PlayersHost {
  readonly relay: Relay;
  readonly doors: Doors;
  readonly authorizer: Authorizer;
  /** Tells the owner of a key or password that is refused. */
  readonly onRefused: DoorRefused;
  /** With which the relay lets its own listeners in. */
  readonly credentials: string;
  readonly refusalOf: (channel: string) => CodecError | null;
  /** Why a player should go to another node of the cluster, and where to; null where it may come here. */
  readonly elsewhere: (channel: string) => CodecError | null;
  /** Channels that are decoded at a time. */
  readonly maxDecoders: () => number;
  readonly onDecoded: (seconds: number) => void;
  readonly onEvent: (event: IcecastEvent) => void;
  readonly modelRoots: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
}

/** A request of a player: where it leads. */
export interface PlayerPath {
  readonly channel: string;
  readonly ending: PlayerFormat | keyof typeof PLAYLIST_TYPES;
}

/** Answers players: recognises them, starts a channel's decoder with the first and ends it after the last. */
export class PlayersDesk {
  readonly #host: PlayersHost;
  readonly #feeds = new Map<string, Promise<PlayersFeed>>();
  /** Those of them that decode. */
  readonly #open = new Set<PlayersFeed>();

  constructor(host: PlayersHost) {
    this.#host = host;
  }

  /** Answers one request of GET or HEAD. @throws HttpError */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    { channel, ending }: PlayerPath,
    settings: ChannelPlayersSettings,
    isNamed: boolean,
  ): Promise<void> {
    const refused = this.#host.refusalOf(channel);
    if (refused) throw new HttpError(404, refused.message);
    if (!(ending in PLAYLIST_TYPES) && this.#redirect(request, response, { channel, ending })) return;
    const grant = await this.#authorize(request, channel);
    let stats = this.#stats(channel);
    // What the other processes of the relay have told may be a second old.
    const { cluster } = this.#host.relay;
    if (!isOnAir(stats) && cluster) stats = channelOf(await cluster.freshStats(), channel);
    const isPlaying = isOnAir(stats);
    if (!isPlaying && !this.#feeds.has(channel) && !isNamed && !stats?.isConfigured)
      throw new HttpError(404, `nothing is on the air on ${channel}`, { 'retry-after': '10' });
    const title = metadataText(stats?.metadata?.station ?? stats?.title ?? channel);
    const { description = null, genre = null, url: page = null, isPublic = null } = stats ?? {};
    const about = { title, description, genre, url: page, isPublic };
    if (ending === 'm3u' || ending === 'pls') {
      const url = `${this.#host.doors.addressFor(request)}${channel}.${settings.formats[0] ?? 'wav'}`;
      const headers = { 'content-type': PLAYLIST_TYPES[ending] };
      return sendAnswer(request, response, { text: playlist(ending, url, title), headers });
    }
    if (!settings.formats.includes(ending))
      throw new HttpError(404, `${channel} has no ${ending}: it has ${settings.formats.join(', ')}`);
    const ffmpeg = await findTool('ffmpeg', this.#host.env ?? process.env);
    if (ffmpeg === null && FORMATS[ending].args !== null)
      throw new HttpError(501, `${ending} needs FFmpeg on the relay: ${INSTALL_FFMPEG}; ${channel}.wav does not`);
    const wantsTitles = Number.parseInt(String(request.headers['icy-metadata']), 10) === 1 && ending === 'mp3';
    if (request.method === 'HEAD') {
      this.#begin(response, ending, about, wantsTitles);
      return void response.end();
    }
    const feed = await this.#feed(channel, stats?.modelId ?? undefined, ffmpeg);
    if (feed.players >= settings.maxPlayers)
      throw new HttpError(503, `${channel} may have ${settings.maxPlayers} players`, { 'retry-after': '30' });
    const { socket } = response;
    if (!socket || socket.destroyed) return;
    this.#begin(response, ending, about, wantsTitles);
    response.flushHeaders();
    endWithGrant(grant, socket);
    feed.add({ socket, wantsTitles }, ending);
  }

  /** Sends a player to another node where this one is full or being emptied. @throws HttpError where no other has room */
  #redirect(request: IncomingMessage, response: ServerResponse, { channel, ending }: PlayerPath): boolean {
    const moved = this.#host.elsewhere(channel);
    if (!moved) return false;
    const { alternativeUrl, retryAfterMs = 0, message } = moved;
    if (alternativeUrl === undefined)
      throw new HttpError(503, message, { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) });
    const query = /\?[^#]*/.exec(request.url ?? '')?.[0] ?? '';
    const location = `${alternativeUrl.replace(/^ws/, 'http')}.${ending}${query}`;
    response.writeHead(302, { location, 'cache-control': 'no-store', 'content-length': '0' }).end();
    return true;
  }

  /** Channels that are decoded, and players by format. */
  get figures(): Pick<MediaFigures, 'decodedChannels' | 'players'> {
    const players: Record<string, number> = { ...NO_MEDIA.players };
    for (const feed of this.#open)
      for (const [format, count] of feed.playersByFormat) players[format] = (players[format] ?? 0) + count;
    return { decodedChannels: this.#feeds.size, players };
  }

  /** Cuts all players. */
  close(): void {
    for (const feed of this.#feeds.values())
      void feed.then(
        (open) => open.close(null),
        () => {},
      );
  }

  #stats(channel: string): ChannelStats | undefined {
    return channelOf(this.#host.relay.stats(), channel);
  }

  #begin(response: ServerResponse, format: PlayerFormat, about: StationAbout, hasTitles: boolean): void {
    // A stream has no chunks: old players and radios do not know them.
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, streamHeaders(format, about, hasTitles));
  }

  async #authorize(request: IncomingMessage, channel: string): Promise<Grant> {
    const { doors, authorizer, onRefused } = this.#host;
    const identity = doors.identify(request);
    const basic = basicCredentials(request.headers.authorization);
    const { address } = identity;
    const peer = { ...identity, ...(basic && basic.password !== '' && { credentials: basic.password }) };
    const hasCredentials = peer.credentials !== undefined;
    const waitMs = address === undefined || !hasCredentials ? 0 : doors.retryAfterMs(address);
    if (waitMs > 0) throw tooManyFailures(waitMs);
    let cause: unknown;
    try {
      const grant = await authorizer.authorize({ ...peer, channel });
      if (grant.permissions.includes('listen')) return grant;
      cause = grant.denialOf?.('listen');
    } catch (error) {
      cause = error;
    }
    if (address !== undefined && hasCredentials && !isTemporary(cause)) doors.countFailure(address);
    if (hasCredentials) onRefused(channel, cause, address);
    const why = hasCredentials
      ? `the key or password may not listen to ${channel}`
      : `listening to ${channel} needs a key or password`;
    throw httpRefusal(
      cause,
      new HttpError(401, why, { 'www-authenticate': 'Basic realm="latentcast", charset="UTF-8"' }),
    );
  }

  async #feed(channel: string, modelId: string | undefined, ffmpeg: string | null): Promise<PlayersFeed> {
    const known = this.#feeds.get(channel);
    if (known) return known;
    const maxDecoders = this.#host.maxDecoders();
    if (this.#feeds.size >= maxDecoders)
      throw new HttpError(503, `the relay decodes ${maxDecoders} channels for players already, its limit`, {
        'retry-after': '30',
      });
    const opening = this.#openFeed(channel, modelId, ffmpeg);
    this.#feeds.set(channel, opening);
    try {
      return await opening;
    } catch (error) {
      this.#feeds.delete(channel);
      throw new HttpError(503, `${channel} cannot be decoded: ${(error as Error).message}`, { 'retry-after': '30' });
    }
  }

  async #openFeed(channel: string, modelId: string | undefined, ffmpeg: string | null): Promise<PlayersFeed> {
    const load = (id: string | undefined) =>
      loadModelInWorker(id, { directions: ['decode'], roots: this.#host.modelRoots ?? modelRoots() });
    const model = await load(modelId);
    const { relay, credentials, onDecoded, onEvent } = this.#host;
    const feed = new PlayersFeed({
      relay,
      channel,
      credentials,
      model,
      openModel: () => {
        return load(this.#stats(channel)?.modelId ?? undefined);
      },
      clock: nodeClock,
      ffmpeg,
      onDecoded,
      onCut: ({ socket }) => {
        const address = socket.remoteAddress;
        onEvent({ level: 'warn', channel, ...(address !== undefined && { address }), message: 'a player is too slow' });
      },
      onEnd: (error) => {
        this.#feeds.delete(channel);
        this.#open.delete(feed);
        if (error) onEvent({ level: 'warn', channel, message: `players are cut: ${error.message}` });
      },
    });
    this.#open.add(feed);
    return feed;
  }
}

const channelOf = ({ channels }: RelayStats, name: string): ChannelStats | undefined =>
  channels.find(({ channel }) => channel === name);

/** Whether a source or a fallback plays. */
const isOnAir = (stats: ChannelStats | undefined): boolean =>
  stats?.isLive === true || (stats?.fallback ?? null) !== null;

/** A player is cut when its grant ends. */
function endWithGrant(grant: Grant, socket: NonNullable<ServerResponse['socket']>): void {
  const cut = (): void => void socket.destroy();
  const lease = new Lease(grant, nodeClock.nowMs(), cut);
  lease.use('listen');
  if (lease.isWithdrawn) cut();
  const hasEnd = Number.isFinite(grant.expiresInMs ?? Number.POSITIVE_INFINITY);
  const timer = hasEnd ? setInterval(() => lease.hasExpired(nodeClock.nowMs()) && cut(), GRANT_CHECK_MS) : undefined;
  socket.once('close', () => {
    clearInterval(timer);
    lease.release();
  });
}
