import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { CodecError } from '../../../core/errors.js';
import { callGuarded } from '../../../core/guarded.js';
import { requireChannelName } from '../../../core/wire/control.js';
import type { Authorizer, PeerIdentity } from '../../../ports/authorizer.js';
import type { Relay } from '../../../relay/relay.js';
import { nodeClock } from '../../clock.js';
import { findTool } from '../../files/tools.js';
import { findModel, modelRoots } from '../../model/model-files.js';
import { OnnxModel } from '../../model/onnx-model.js';
import { loadModelInWorker } from '../../model/worker-model.js';
import type { Doors } from '../access/doors.js';
import { httpRefusal, isTemporary, tooManyFailures } from '../access/http-refusal.js';
import type { DoorRefused } from '../access/listen-check.js';
import { EncoderSlots } from '../fallback/encoder-slots.js';
import { HttpError } from '../http-error.js';
import { requestPath } from '../request-path.js';
import { type ClientAnswer, SourceClient } from './client.js';
import { answerOf } from './client-answer.js';
import { ALLOWED_TYPES, FORMAT_LABELS, formatOfType, type IcecastFormat } from './content-type.js';
import { decodesAlone, INSTALL_FFMPEG } from './decode-source.js';
import { IcecastSource } from './icecast-source.js';
import { ICECAST_LIMITS, type IcecastEvent, type IcecastOptions, icecastSettings } from './options.js';
import { basicCredentials, channelsOfMount } from './request-text.js';
import { SourceEncoder } from './source-encoder.js';
import { type SourceTitle, TITLE_REQUEST } from './source-title.js';
import { stationOf } from './station-headers.js';

/** What source clients of a relay reach. */
export interface IcecastHost {
  readonly relay: Relay;
  readonly doors: Doors;
  readonly authorizer: Authorizer;
  /** Tells the owner of a password that is refused. */
  readonly onRefused: DoorRefused;
  /** Why nobody may use a channel of this name; null where somebody may. */
  readonly refusalOf: (channel: string) => CodecError | null;
  /** Why source clients should come to another node of the cluster; null where not. */
  readonly whyAway: () => string | null;
  /** Takes the time that the model has needed for a block, in seconds. */
  readonly onEncoded: (seconds: number) => void;
}

/** A refusal, as the client is told it. */
export class SourceRefusal extends Error {
  /** Whether the owner needs no line about it: he has one, or a client has only asked whether it needs a password. */
  isTold = false;

  constructor(readonly answer: ClientAnswer) {
    super(answer.message ?? answer.reason);
  }
}

/** An answer of the relay's HTTP side. */
const refusalOf = ({ status, message, headers }: HttpError): SourceRefusal =>
  refusal(status, STATUS_CODES[status] ?? 'Refused', message, headers);

const refusal = (
  status: number,
  reason: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): SourceRefusal => new SourceRefusal({ status, reason, message, ...(headers && { headers }) });

/** A source client that is recognised: where it may publish, and as whom. */
export interface RecognisedSource {
  readonly channel: string;
  readonly peer: PeerIdentity;
}

/** Takes Icecast source clients: recognises them, counts encoders, and has each published until it ends. */
export class IcecastDesk {
  readonly #host: IcecastHost;
  readonly #options: IcecastOptions;
  readonly #sources = new Map<string, IcecastSource>();
  readonly #clients = new Set<SourceClient>();
  /** What is to play on channels whose client was answered before its model was ready; null: nothing was stated yet. */
  readonly #early = new Map<string, SourceTitle['metadata'] | null>();
  /** Those that load their model count as well, and not those that wait for their channel. */
  readonly #slots: EncoderSlots;
  #isClosed = false;

  constructor(host: IcecastHost, options: IcecastOptions) {
    this.#host = host;
    this.#options = options;
    this.#slots = new EncoderSlots(options.maxEncoders);
  }

  /** Source clients that are encoded now. */
  get encoders(): number {
    return this.#slots.used;
  }

  /** Sets what the client plays that publishes on a channel, in whichever process of the relay; false where there is none. */
  async setMetadata(title: SourceTitle): Promise<boolean> {
    if (this.setOwnMetadata(title)) return true;
    const replies = (await this.#host.relay.cluster?.ask(TITLE_REQUEST, title)) ?? [];
    return replies.some(({ body }) => body === 'set');
  }

  /** The same in this process alone. */
  setOwnMetadata({ channel, metadata }: SourceTitle): boolean {
    const source = this.#sources.get(channel);
    source?.setMetadata(metadata);
    if (source === undefined && this.#early.has(channel)) this.#early.set(channel, metadata);
    return source !== undefined || this.#early.has(channel);
  }

  /** Takes over a request; whatever is wrong with it is told to the client and to the log. Never rejects. */
  async take(request: IncomingMessage, socket: Duplex, head: Uint8Array): Promise<void> {
    const client = new SourceClient(request, socket, head);
    this.#clients.add(client);
    const { address } = this.#host.doors.identify(request);
    let channel = requestPath(request);
    try {
      const recognised = await this.recognise(request, channelsOfMount(channel));
      channel = recognised.channel;
      await this.#publish(client, recognised);
      this.#report('info', channel, address, 'the source client has ended its stream');
    } catch (error) {
      client.refuse(error instanceof SourceRefusal ? error.answer : answerOf(error));
      if (!(error instanceof SourceRefusal && error.isTold))
        this.#report('warn', channel, address, (error as Error).message);
    } finally {
      this.#clients.delete(client);
      client.end();
    }
  }

  /**
   * Finds the channel of a mount, and whether the request's password may publish there.
   *
   * @param names of channels that the mount may stand for, the first one that source clients may use is meant
   * @throws SourceRefusal
   */
  async recognise(request: IncomingMessage, names: readonly string[]): Promise<RecognisedSource> {
    const channel = names.find(
      (name) => this.#options.channel(name)?.source ?? this.#options.channel(name) !== undefined,
    );
    const basic = basicCredentials(request.headers.authorization);
    const identity = this.#host.doors.identify(request);
    const { address } = identity;
    const waitMs = address === undefined ? 0 : this.#host.doors.retryAfterMs(address);
    if (waitMs > 0) throw refusalOf(tooManyFailures(waitMs));
    if (channel === undefined)
      throw refusal(
        404,
        'Not Found',
        `no source client may publish on ${names[0]}: its configuration has no icecast.source`,
      );
    try {
      requireChannelName(channel);
      const refused = this.#host.refusalOf(channel);
      if (refused) throw refused;
    } catch (error) {
      throw refusal(404, 'Not Found', (error as Error).message);
    }
    const peer = { ...identity, ...(basic && basic.password !== '' && { credentials: basic.password }) };
    let cause: unknown;
    try {
      const grant = await this.#host.authorizer.authorize({ ...peer, channel, role: 'source' });
      if (grant.permissions.includes('publish')) return { channel, peer };
      cause = grant.denialOf?.('publish');
    } catch (error) {
      cause = error;
    }
    if (address !== undefined && peer.credentials !== undefined && !isTemporary(cause))
      this.#host.doors.countFailure(address);
    if (peer.credentials !== undefined) this.#host.onRefused(channel, cause, address);
    const why = peer.credentials === undefined ? 'publishing needs a password' : 'the password may not publish';
    const asks = { 'WWW-Authenticate': 'Basic realm="latentcast", charset="UTF-8"' };
    const refused = refusalOf(httpRefusal(cause, new HttpError(401, `${why} on ${channel}`, asks)));
    refused.isTold = peer.credentials !== undefined || refused.answer.status === 401;
    throw refused;
  }

  /** Cuts all clients. @param isForGood whether no others may come */
  close(isForGood = true): void {
    this.#isClosed ||= isForGood;
    for (const source of this.#sources.values())
      source.close(new CodecError('TRANSPORT_CLOSED', 'the relay is closing'));
    for (const client of this.#clients) client.destroy();
  }

  async #publish(client: SourceClient, { channel, peer }: RecognisedSource): Promise<void> {
    const { headers } = client.request;
    const format = formatOfType(headers['content-type']);
    if (format === undefined)
      throw refusal(
        415,
        'Unsupported Media Type',
        `the content type must be ${ALLOWED_TYPES}, got ${headers['content-type']}`,
      );
    const ffmpeg = await findTool('ffmpeg', this.#options.env ?? process.env);
    if (ffmpeg === null && !decodesAlone(format))
      throw refusal(
        415,
        'Unsupported Media Type',
        `${FORMAT_LABELS[format]} needs FFmpeg on the relay: ${INSTALL_FFMPEG}`,
      );
    if (client.isGone) throw new CodecError('TRANSPORT_CLOSED', 'the source client has gone');
    if (this.#isClosed) throw refusal(503, 'Service Unavailable', 'the relay is closing');
    const unavailable = this.#host.relay.isFull ? 'the relay is full' : this.#host.whyAway();
    if (unavailable !== null) throw refusal(503, 'Service Unavailable', unavailable, { 'Retry-After': '30' });
    const { administration } = this.#host.relay;
    const takeover = administration.channel(channel)?.isLive ? administration.open(channel).policy.takeover : null;
    if (this.#slots.areTaken && takeover === null) throw this.#noEncoder();
    const settings = icecastSettings(this.#options.channel(channel) ?? {});
    const roots = this.#options.modelRoots ?? modelRoots();
    const found = await findModel(settings.model, roots);
    const encoder = new SourceEncoder(new OnnxModel(found).info, this.#slots, () =>
      loadModelInWorker(found.dir, { directions: ['encode'], roots }),
    );
    const cancelAnswer = nodeClock.schedule(ICECAST_LIMITS.answerMs, () => {
      this.#early.set(channel, null);
      client.accept();
    });
    try {
      // Where another one has the channel, and is not replaced, there is nothing to encode yet.
      if (!this.#slots.areTaken && (takeover === null || takeover === 'replace')) await this.#open(encoder);
      const source: IcecastSource = new IcecastSource({
        relay: this.#host.relay,
        channel,
        peer,
        settings,
        format,
        model: encoder,
        ffmpeg,
        ...stationOf(headers),
        onQueued: (place) => {
          cancelAnswer();
          if (place === 1) void encoder.prepare();
          else encoder.close().catch(() => undefined);
          client.watch((why) => source.close(why));
        },
        onEncoded: this.#host.onEncoded,
      });
      await this.#run(client, source, encoder, channel, format, peer.address);
    } finally {
      cancelAnswer();
      this.#early.delete(channel);
      await encoder.close();
    }
  }

  /** @throws SourceRefusal where none is free in time */
  async #open(encoder: SourceEncoder, signal?: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(ICECAST_LIMITS.encoderTimeoutMs);
    await encoder.open(signal ? AbortSignal.any([signal, timeout]) : timeout).catch((error: CodecError) => {
      throw error.code === 'ABORTED' ? this.#noEncoder() : error;
    });
  }

  #noEncoder(): SourceRefusal {
    const message = `the relay encodes ${this.#slots.used} source clients already, its limit`;
    return refusal(503, 'Service Unavailable', message, { 'Retry-After': '30' });
  }

  async #run(
    client: SourceClient,
    source: IcecastSource,
    encoder: SourceEncoder,
    channel: string,
    format: IcecastFormat,
    address: string | undefined,
  ): Promise<void> {
    try {
      await source.taken;
      if (client.isGone) throw new CodecError('TRANSPORT_CLOSED', 'the source client has gone');
      const before = this.#sources.get(channel);
      this.#sources.set(channel, source);
      const early = this.#early.get(channel);
      if (early) source.setMetadata(early);
      this.#early.delete(channel);
      before?.close(new CodecError('CHANNEL_BUSY', 'another source client has taken the channel'));
      await this.#open(encoder, source.failed);
      source.failed.throwIfAborted();
      encoder.start();
      source.failed.addEventListener('abort', () => client.destroy(), { once: true });
      client.accept();
      this.#report('info', channel, address, `a source client publishes ${FORMAT_LABELS[format]}`);
      await source.publish(client.body());
    } catch (error) {
      // What ended the source, where that has made its client's connection fail.
      throw source.failed.aborted ? source.failed.reason : error;
    } finally {
      source.close(new CodecError('TRANSPORT_CLOSED', 'the source client has gone'));
      if (this.#sources.get(channel) === source) this.#sources.delete(channel);
    }
  }

  #report(level: IcecastEvent['level'], channel: string, address: string | undefined, message: string): void {
    const event = { level, channel, message, ...(address !== undefined && { address }) };
    void callGuarded(
      () => this.#options.onEvent?.(event),
      () => {},
    );
  }
}
