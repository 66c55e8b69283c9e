import { CodecError } from '../errors.js';
import { bytesPerFramePlane, type CodecFormat, validateFormat } from '../latent/format.js';
import { isModelId, isSha256, MODEL_ID_RULE } from '../latent/model-identity.js';
import { canCarrySpatialParameters } from '../latent/spatial-parameters.js';
import { singleLine } from '../single-line.js';
import { type ChannelInfo, parseChannelInfo } from './channel-info.js';
import {
  type Body,
  flagFields,
  framePosition,
  integerField,
  integerFields,
  invalidField,
  own,
  stringField,
} from './fields.js';
import {
  AUDIO_HEADER_BYTES,
  EPOCH_MODULUS,
  MAX_FRAMES_PER_PACKET,
  MAX_PACKET_BYTES,
  MAX_PLANES,
  type PacketContext,
} from './packet-types.js';

/** Name and version of the WebSocket subprotocol. */
export const SUBPROTOCOL = 'latentcast.v1';
/** Prefix of a second subprotocol that carries a token, for clients that cannot set the Authorization header. */
export const BEARER_SUBPROTOCOL = 'latentcast.bearer.';

/** A source's description of its stream, sent once before the first audio; the relay sends it on to every listener. */
export interface StreamHello {
  readonly role: 'source';
  readonly modelId: string;
  readonly modelSha256: string;
  readonly format: CodecFormat;
  /** Planes that the source encodes, 1..8. */
  readonly planes: number;
  /** Random 32-bit number that identifies this start of the source; packets carry it mod 32. */
  readonly epoch: number;
  readonly framesPerPacket: number;
  /** Wall clock in ms since 1970 at which frame 0 was captured; 0 when unknown. */
  readonly startedAtMs: number;
  /** Whether silence packets stand for silent frames; a relay that supports them repeats this field in its answer. */
  readonly silence?: boolean;
  /** Whether audio packets may carry spatial parameters; a relay that supports them repeats this field in its answer. */
  readonly stereo?: boolean;
  /** Whether it is a recording that is sent faster than live: a relay that knows the field reads it as its listeners need. */
  readonly transfer?: boolean;
  /** Index of the next frame, set by a source that reconnects and continues the same epoch. */
  readonly resumeFrame?: number;
  /**
   * Set by the relay in its answer to the source, and stated by a source that continues the same epoch: it proves that the
   * stream is its own. 32 lower-case hex digits. Never in a hello to a listener.
   */
  readonly resumeSecret?: string;
  /** Set by the relay in its hello to a listener; absent from a relay that does not know the field. */
  readonly sourceState?: RelayedSourceState;
  /**
   * Latent frames in each audio packet that the relay sends to this listener from now on, 1..128; set by the relay where
   * the listener has asked for a number, absent from a relay that does not join packets.
   */
  readonly framesPerMessage?: number;
  /** Set by the relay in its hello to a listener: its operator has muted the source; silence stands for its audio. */
  readonly muted?: boolean;
  /**
   * Set by the relay in its hello to a listener: the past audio that it asked for is more than its address or the channel
   * may have for the moment; it gets live audio alone.
   */
  readonly burstRefused?: boolean;
  /**
   * Set by the relay in its hello to a listener: the channel's own source is away, and this stream plays in its place. The
   * name of what it comes from: another channel, or `files`; at most 64 characters.
   */
  readonly fallback?: string;
  /**
   * Set by the relay in its hello to a listener, 0..10000: this stream and the one before it on the channel follow each
   * other without a gap, and are crossfaded over this time. While a {@link fallback} plays, a listener holds as much
   * decoded audio back, of which it was sent more at once.
   */
  readonly crossfadeMs?: number;
  /**
   * Set by the relay in its hello to a listener: it asks to be told at this interval what the listener plays, in ms,
   * 1000..60000. Absent: never.
   */
  readonly playedEveryMs?: number;
  /**
   * What the channel is, for people. A source may state it; in the relay's hello to a listener, what the relay's
   * configuration states stands for the source's, field by field.
   */
  readonly channelInfo?: ChannelInfo;
}

/** What the relay knows of a stream's source: `gone` is connected no more and has not ended its stream. */
export type RelayedSourceState = 'live' | 'gone' | 'ended';
const SOURCE_STATES: readonly unknown[] = ['live', 'gone', 'ended'] satisfies RelayedSourceState[];

/** A listener's request: which planes, how much past audio, and which models it decodes. */
export interface ListenerHello {
  readonly role: 'listener';
  /** At most this many planes, 1..8. */
  readonly planes: number;
  /** Past audio to send at once when the listener joins, in ms: 0..600000. Absent: as much as the channel gives. */
  readonly burstMs?: number;
  /** First frame that an interrupted listener still needs. */
  readonly from?: { readonly epoch: number; readonly frame: number };
  /** Whether to send spatial parameters. */
  readonly stereo?: boolean;
  /**
   * Latent frames wanted in each audio packet, 1..128: the relay joins the source's packets to about as many. Absent: as
   * the source sends them.
   */
  readonly framesPerMessage?: number;
  /**
   * Most frames to which the relay may lengthen packets while the listener lags or the relay is overloaded,
   * framesPerMessage..128. Absent: it must not.
   */
  readonly maxFramesPerMessage?: number;
  /** Models that the listener can decode; a stream of another one is refused with MODEL_MISMATCH. Absent: any. */
  readonly modelSha256?: readonly string[];
  /**
   * Shortest time between two messages in which the relay tells how many listen to the channel, in ms, 1000..60000.
   * Absent: it tells nothing.
   */
  readonly listenersEveryMs?: number;
  /**
   * Set by a relay that listens for its own listeners: the relays on the way from those to the stream's source, at most 16,
   * each as 16 lower-case hex digits that it has chosen at random. A relay that finds itself among them refuses.
   */
  readonly via?: readonly string[];
}

/** First packet of a connection: `role` tells a source's from a listener's. */
export type Hello = StreamHello | ListenerHello;

/** What is on the air; every field is optional and at most 256 characters. */
export interface StreamMetadata {
  readonly title?: string;
  readonly artist?: string;
  readonly station?: string;
}

/** What a listener asks of the length of its packets, in its hello or in a `control` packet. */
export type PacketLengthRequest = Pick<ListenerHello, 'framesPerMessage' | 'maxFramesPerMessage'>;

/** Random bytes of a `resumeSecret`: 128 bits cannot be guessed. */
export const RESUME_SECRET_BYTES = 16;

const isResumeSecret = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]+$/.test(value) && value.length === 2 * RESUME_SECRET_BYTES;

/** Fields of a hello that are true, false or absent. */
const FLAGS = { listener: ['stereo'], source: ['silence', 'stereo', 'transfer', 'muted', 'burstRefused'] } as const;

/** [min, max] of a hello's numbers, and the most that its texts and lists hold. */
export const HELLO_LIMITS = {
  burstMs: [0, 600_000],
  framesPerPacket: [1, MAX_FRAMES_PER_PACKET],
  framesPerMessage: [1, MAX_FRAMES_PER_PACKET],
  /** Characters (UTF-16 units) of a metadata field. */
  text: 256,
  /** Hashes in a listener's `modelSha256`. */
  models: 16,
  /** Characters of the name of a fallback. */
  fallback: 64,
  crossfadeMs: [0, 10_000],
  playedEveryMs: [1_000, 60_000],
  listenersEveryMs: [1_000, 60_000],
  /** Relays in a listener's `via`. */
  via: 16,
} as const;

/** Epoch as packets carry it. */
export const shortEpoch = (epoch: number): number => epoch % EPOCH_MODULUS;

/** The layout of the audio packets of a stream. */
export const streamContext = (hello: Pick<StreamHello, 'format' | 'stereo'>): PacketContext => ({
  bytesPerFramePlane: bytesPerFramePlane(hello.format),
  ...(hello.stereo && { hasSpatialParameters: true }),
});

/**
 * Reads the body of a hello, of a source or of a listener.
 *
 * @throws CodecError PACKET_FIELD naming the field, its value and the allowed range. Unknown fields are dropped.
 */
export function parseHello(body: Body): Hello {
  const role = own(body, 'role');
  if (role === 'listener') return parseListener(body);
  if (role === 'source') return parseSource(body);
  throw invalidField('role', role, '"source" or "listener"');
}

function parseListener(body: Body): ListenerHello {
  const from = own(body, 'from');
  const accepted = own(body, 'modelSha256');
  if (accepted !== undefined && !isHashList(accepted))
    throw invalidField('modelSha256', accepted, `a list of at most ${HELLO_LIMITS.models} hex sha256`);
  const via = own(body, 'via');
  if (via !== undefined && !isRelayPath(via))
    throw invalidField('via', via, `a list of at most ${HELLO_LIMITS.via} times 16 lower-case hex digits`);
  return {
    role: 'listener',
    planes: integerField(body, 'planes', 1, MAX_PLANES),
    ...integerFields(body, HELLO_LIMITS, ['burstMs', 'listenersEveryMs']),
    ...(from !== undefined && { from: framePosition('from', from) }),
    ...flagFields(body, FLAGS.listener),
    ...packetLengthFields(body),
    ...(accepted !== undefined && { modelSha256: accepted }),
    ...(via !== undefined && { via }),
  };
}

function parseSource(body: Body): StreamHello {
  let format: CodecFormat;
  try {
    format = validateFormat(own(body, 'format'));
  } catch (cause) {
    throw new CodecError('PACKET_FIELD', `hello: ${(cause as Error).message}`, { cause });
  }
  const modelId = own(body, 'modelId');
  if (!isModelId(modelId)) throw invalidField('modelId', modelId, MODEL_ID_RULE);
  const modelSha256 = own(body, 'modelSha256');
  if (!isSha256(modelSha256)) throw invalidField('modelSha256', modelSha256, '64 hex digits');
  const planes = integerField(body, 'planes', 1, MAX_PLANES);
  const framesPerPacket = integerField(body, 'framesPerPacket', ...HELLO_LIMITS.framesPerPacket);
  const flags = flagFields(body, FLAGS.source);
  const { stereo } = flags;
  const resumeSecret = own(body, 'resumeSecret');
  // The value is not quoted: what is close to a secret belongs into no log.
  if (resumeSecret !== undefined && !isResumeSecret(resumeSecret))
    throw new CodecError('PACKET_FIELD', `resumeSecret must be ${2 * RESUME_SECRET_BYTES} lower-case hex digits`);
  const sourceState = own(body, 'sourceState');
  if (sourceState !== undefined && !SOURCE_STATES.includes(sourceState))
    throw invalidField('sourceState', sourceState, `one of ${SOURCE_STATES.join(', ')}`);
  if (stereo && !canCarrySpatialParameters(format))
    throw invalidField('stereo', stereo, 'false for a model of 2 channels, or of 8 latents or fewer');
  const frameBytes = planes * bytesPerFramePlane(format) + (stereo ? 1 : 0);
  const packetBytes = AUDIO_HEADER_BYTES + framesPerPacket * frameBytes;
  if (packetBytes > MAX_PACKET_BYTES)
    throw invalidField('planes × framesPerPacket', packetBytes, `at most ${MAX_PACKET_BYTES} bytes a packet`);
  return {
    role: 'source',
    modelId,
    modelSha256,
    format,
    planes,
    epoch: integerField(body, 'epoch', 0, 0xffffffff),
    framesPerPacket,
    startedAtMs: integerField(body, 'startedAtMs', 0, Number.MAX_SAFE_INTEGER),
    ...flags,
    ...(own(body, 'resumeFrame') !== undefined && {
      resumeFrame: integerField(body, 'resumeFrame', 0, Number.MAX_SAFE_INTEGER),
    }),
    ...(resumeSecret !== undefined && { resumeSecret }),
    ...(sourceState !== undefined && { sourceState: sourceState as RelayedSourceState }),
    ...integerFields(body, HELLO_LIMITS, ['framesPerMessage', 'crossfadeMs', 'playedEveryMs']),
    ...(own(body, 'fallback') !== undefined && { fallback: stringField(body, 'fallback', HELLO_LIMITS.fallback) }),
    ...(own(body, 'channelInfo') !== undefined && { channelInfo: parseChannelInfo(own(body, 'channelInfo')) }),
  };
}

/**
 * Reads the body of a metadata packet.
 *
 * @throws CodecError PACKET_FIELD when a field is not a string of at most 256 characters. Unknown fields are dropped,
 *   and what does not belong into one line of text.
 */
export function parseMetadata(body: Body): StreamMetadata {
  const out: Record<string, string> = {};
  for (const key of ['title', 'artist', 'station'])
    if (own(body, key) !== undefined) out[key] = singleLine(stringField(body, key, HELLO_LIMITS.text));
  return out;
}

/**
 * Reads a {@link PacketLengthRequest} from a listener's hello or control packet.
 *
 * @throws CodecError PACKET_FIELD when a number is outside its range, or the maximum below the wanted number
 */
export function packetLengthFields(body: Body): PacketLengthRequest {
  const [min, max] = HELLO_LIMITS.framesPerMessage;
  const read = (key: keyof PacketLengthRequest, from: number): number | undefined =>
    own(body, key) === undefined ? undefined : integerField(body, key, from, max);
  const framesPerMessage = read('framesPerMessage', min);
  const maxFramesPerMessage = read('maxFramesPerMessage', framesPerMessage ?? min);
  return {
    ...(framesPerMessage !== undefined && { framesPerMessage }),
    ...(maxFramesPerMessage !== undefined && { maxFramesPerMessage }),
  };
}

const isRelayPath = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length <= HELLO_LIMITS.via &&
  value.every((id) => typeof id === 'string' && /^[0-9a-f]{16}$/.test(id));

const isHashList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= HELLO_LIMITS.models && value.every(isSha256);
