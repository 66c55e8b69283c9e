import { MAX_SEARCH_STEPS } from '../../../codec/stream-search.js';
import { PRESET_NAMES } from '../../../core/latent/presets.js';
import { NAME_PATTERN_RULE } from '../../../core/name-pattern.js';
import { HELLO_LIMITS } from '../../../core/wire/hello.js';
import { MAX_PLANES } from '../../../core/wire/packet.js';
import { CHANNEL_DEFAULTS, CHANNEL_OPTION_LIMITS } from '../../../relay/channel/channel-options.js';
import { FALLBACK_DEFAULTS, FALLBACK_LIMITS } from '../../../relay/channel/fallback-options.js';
import { ICECAST_DEFAULTS } from '../icecast/options.js';
import { PLAYER_DEFAULTS, PLAYER_FORMATS } from '../players/options.js';
import { EVERY_CHANNEL } from './every-channel.js';
import type { SchemaNode } from './schema-node.js';
import { RECORD_SCHEMA } from './schema-record.js';

const burst = (description: string, standard: number): SchemaNode => ({
  type: 'integer',
  minimum: HELLO_LIMITS.burstMs[0],
  maximum: HELLO_LIMITS.burstMs[1],
  default: standard,
  description,
});

/** Key `icecast` of an entry. */
const ICECAST: SchemaNode = {
  type: 'object',
  additionalProperties: false,
  description:
    'Icecast source clients (butt, Mixxx, Liquidsoap, FFmpeg, …) may publish, at the mount of the name, with any user and a key or password of `access` that may publish.',
  properties: {
    source: {
      type: 'boolean',
      default: ICECAST_DEFAULTS.source,
      description: 'Whether they may.',
    },
    model: {
      type: 'string',
      minLength: 1,
      maxLength: 256,
      default: ICECAST_DEFAULTS.model,
      description: 'Id or folder of the model that encodes them.',
    },
    planes: {
      type: 'integer',
      minimum: 1,
      maximum: MAX_PLANES,
      default: ICECAST_DEFAULTS.planes,
      description: 'Bit planes.',
    },
    preset: {
      anyOf: [
        { type: 'string', enum: PRESET_NAMES },
        { type: 'integer', minimum: 1, maximum: 128 },
      ],
      'x-allowed': `one of ${PRESET_NAMES.join(', ')}, or a number of latent frames from 1 to 128`,
      default: ICECAST_DEFAULTS.preset,
      description: 'Latent frames in a packet.',
    },
    stereo: {
      type: 'boolean',
      default: ICECAST_DEFAULTS.stereo,
      description: 'Whether spatial parameters are sent, from which listeners play stereo.',
    },
    search: {
      anyOf: [
        { type: 'string', enum: ['auto'] },
        { type: 'integer', minimum: 0, maximum: MAX_SEARCH_STEPS },
      ],
      'x-allowed': `auto, or a number of steps from 0 to ${MAX_SEARCH_STEPS}`,
      default: ICECAST_DEFAULTS.search,
      description:
        'Steps of a search for bits that sound nearer to the original; `auto` takes as many as fit into half of the time of a core for each source, and makes packets up to half of their duration later.',
    },
  },
};

/** Key `players` of an entry. */
const PLAYERS: SchemaNode = {
  type: 'object',
  additionalProperties: false,
  description:
    'Any player may listen at `/NAME.mp3`, `/NAME.opus` and `/NAME.wav`, and finds them by `/NAME.m3u` and `/NAME.pls`; where listening needs a key, it is the password.',
  properties: {
    formats: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', enum: PLAYER_FORMATS },
      default: PLAYER_DEFAULTS.formats,
      description: 'Forms in which they may; mp3 and opus need FFmpeg on the relay.',
    },
    maxPlayers: {
      type: 'integer',
      minimum: 0,
      maximum: 100_000,
      default: PLAYER_DEFAULTS.maxPlayers,
      description: 'Players of the channel at a time, in all forms, at each worker.',
    },
  },
};

/** Keys of one entry of `channels.list`. */
const ENTRY: Readonly<Record<string, SchemaNode>> = {
  name: {
    type: 'string',
    pattern: '^[A-Za-z0-9._-]{1,64}$',
    'x-allowed': '1 to 64 letters, digits, ".", "_" or "-"',
    description:
      'Name of the channel, which is listed also without a source; none that the relay or a player takes for a path, such as admin or main.mp3. Either this or `pattern`.',
  },
  pattern: {
    type: 'string',
    pattern: '^[A-Za-z0-9._*-]{1,64}$',
    'x-allowed': NAME_PATTERN_RULE,
    description: 'For all channels that match and have no entry of their own; the first pattern that matches counts.',
  },
  title: {
    type: 'string',
    maxLength: CHANNEL_OPTION_LIMITS.title,
    description:
      'Title for people; also the station of streams whose source states none. What of title, description, genre and url is left out, a source may state.',
  },
  description: {
    type: 'string',
    maxLength: CHANNEL_OPTION_LIMITS.description,
    description: 'A description for people; the page and `latentcast listen` show its first 400 characters.',
  },
  genre: {
    type: 'string',
    maxLength: CHANNEL_OPTION_LIMITS.genre,
    description: 'What is played, for people.',
  },
  url: {
    type: 'string',
    maxLength: CHANNEL_OPTION_LIMITS.url,
    pattern: '^https?://[!-~]+$',
    'x-allowed': 'the address of a page, http:// or https://',
    'x-url': true,
    description: 'A page about the channel.',
  },
  hidden: {
    type: 'boolean',
    default: CHANNEL_DEFAULTS.hidden,
    description: 'Whether `GET /channels` and the page leave it out; whoever knows its name may listen.',
  },
  burstMs: burst('Past audio in ms for listeners that do not state how much they want.', CHANNEL_DEFAULTS.burstMs),
  maxBurstMs: burst(
    'Most past audio in ms for a listener that joins; one that comes back gets what it has missed.',
    CHANNEL_DEFAULTS.maxBurstMs,
  ),
  maxListeners: {
    type: 'integer',
    minimum: 0,
    maximum: CHANNEL_OPTION_LIMITS.maxListeners,
    description: 'Listeners at the same time; `limits.maxListenersPerChannel` holds besides.',
  },
  planes: {
    type: 'integer',
    minimum: 1,
    maximum: MAX_PLANES,
    default: CHANNEL_DEFAULTS.planes,
    description: 'Most bit planes that a source may encode, and that are passed on.',
  },
  models: {
    type: 'array',
    minItems: 1,
    maxItems: CHANNEL_OPTION_LIMITS.models,
    items: { type: 'string', pattern: '^[\\w.-]{1,64}$', 'x-allowed': 'the id or the sha256 of a model' },
    description: 'Models of which a source must use one.',
  },
  takeover: {
    type: 'string',
    enum: ['refuse', 'replace', 'queue'],
    default: CHANNEL_DEFAULTS.takeover,
    description:
      'What becomes of a source that comes while another one sends: it is refused, it gets the channel, or it waits until the channel is free. A source that is dead is replaced in any case.',
  },
  maxQueuedSources: {
    type: 'integer',
    minimum: 1,
    maximum: CHANNEL_OPTION_LIMITS.queuedSources,
    default: CHANNEL_DEFAULTS.maxQueuedSources,
    description: 'Sources that may wait under `takeover: queue`.',
  },
  icecast: ICECAST,
  players: PLAYERS,
  upstream: {
    type: 'object',
    description: 'A channel of another relay, from which this one has its stream while somebody listens.',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: {
        type: 'string',
        pattern: '^wss?://[^\\s/@]+/\\S+$',
        'x-allowed': 'an address such as wss://radio.example/main, without user',
        'x-url': true,
        description: 'The channel: the relay connects with the first listener and leaves some seconds after the last.',
      },
      token: {
        type: 'string',
        minLength: 1,
        writeOnly: true,
        description: 'Key or token with which this relay listens there.',
      },
    },
  },
  fallback: {
    type: 'object',
    description: 'What plays while the source is away: another channel, or files.',
    additionalProperties: false,
    properties: {
      channel: {
        type: 'string',
        pattern: '^[A-Za-z0-9._-]{1,64}$',
        'x-allowed': '1 to 64 letters, digits, ".", "_" or "-"',
        description:
          'Another channel of the relay, which `list` or `pattern` defines, of the same model; listeners hear it while the source is away. It may have a fallback of its own, up to 8 one after the other and not in a loop.',
      },
      files: {
        type: 'array',
        minItems: 1,
        maxItems: FALLBACK_LIMITS.files,
        items: { type: 'string', minLength: 1, maxLength: 4096, 'x-path': true, 'x-allowed': 'a path' },
        'x-allowed': `a list of 1 to ${FALLBACK_LIMITS.files} paths`,
        description:
          'Audio files and `http(s)://` addresses of such, folders, playlists (M3U, PLS) and `.lc` recordings, one after another in a loop, with the settings of `icecast` and the model of the source. Either this or `channel`.',
      },
      shuffle: {
        type: 'boolean',
        default: FALLBACK_DEFAULTS.shuffle,
        description: 'Whether each round of the files has another order.',
      },
      crossfadeMs: {
        type: 'integer',
        minimum: HELLO_LIMITS.crossfadeMs[0],
        maximum: HELLO_LIMITS.crossfadeMs[1],
        default: FALLBACK_DEFAULTS.crossfadeMs,
        description: 'Time in ms over which listeners crossfade the streams of the channel that follow each other.',
      },
      stallMs: {
        type: 'integer',
        minimum: FALLBACK_LIMITS.stallMs[0],
        maximum: FALLBACK_LIMITS.stallMs[1],
        default: FALLBACK_DEFAULTS.stallMs,
        description:
          'A connected source that has sent nothing for so much longer in ms than its packets last counts as away.',
      },
    },
  },
  record: RECORD_SCHEMA,
};

/** The section `channels`: which channels there are, and what holds for each. */
export const CHANNELS_SCHEMA: SchemaNode = {
  type: 'object',
  description: 'Which channels there are, and what holds for each.',
  additionalProperties: false,
  properties: {
    pattern: {
      type: 'string',
      minLength: 1,
      maxLength: 256,
      'x-allowed': 'a regular expression of 1 to 256 characters, without look-around and references to groups',
      default: EVERY_CHANNEL,
      description:
        'Regular expression for names that may be used without being in `list`, besides 1 to 64 letters, digits, ".", "_" and "-". It holds for those who connect from now on.',
    },
    list: {
      type: 'array',
      maxItems: CHANNEL_OPTION_LIMITS.entries,
      'x-allowed': `a list of at most ${CHANNEL_OPTION_LIMITS.entries} channels`,
      description:
        'Channels by name, and what holds for names that match a pattern. It holds for those who come from now on; who is connected stays.',
      items: { type: 'object', additionalProperties: false, properties: ENTRY },
    },
    maxEncoders: {
      type: 'integer',
      minimum: 0,
      maximum: 64,
      default: ICECAST_DEFAULTS.maxEncoders,
      description: 'Icecast source clients that are encoded at a time, in each worker; each takes a thread.',
    },
    maxFallbackEncoders: {
      type: 'integer',
      minimum: 0,
      maximum: 64,
      default: ICECAST_DEFAULTS.maxFallbackEncoders,
      description:
        'Channels at a time, in each worker, for which files are encoded while their source is away; each takes a thread. Recordings take none.',
    },
    maxDecoders: {
      type: 'integer',
      minimum: 0,
      maximum: 64,
      default: PLAYER_DEFAULTS.maxDecoders,
      description: 'Channels that are decoded for players at a time, in each worker; each takes a thread.',
    },
  },
  default: {},
};
