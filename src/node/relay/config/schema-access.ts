import { ACCESS_DEFAULTS } from '../access/access-options.js';
import { STATIC_KEY_LIMITS } from '../access/access-rules.js';
import { AUTH_HOOK_DEFAULTS } from '../access/auth-hook-options.js';
import { MAX_CHANNEL_PATTERNS } from '../access/channel-patterns.js';
import { TOKEN_ALGORITHMS } from '../access/token-key.js';
import type { SchemaNode } from './schema-node.js';
import { originList, SERVER_ADDRESS, SIGNING_SECRET } from './schema-parts.js';

const patterns = (description: string, more: Partial<SchemaNode> = {}): SchemaNode => ({
  type: 'array',
  items: {
    type: 'string',
    pattern: '^[A-Za-z0-9._*-]{1,64}$',
    'x-allowed': '1 to 64 letters, digits, ".", "_", "-" or "*", which stands for any characters',
  },
  maxItems: MAX_CHANNEL_PATTERNS,
  'x-allowed': `a list of at most ${MAX_CHANNEL_PATTERNS} patterns of channels`,
  description,
  ...more,
});

const text = (description: string, maxLength = 256): SchemaNode => ({
  type: 'string',
  minLength: 1,
  maxLength,
  description,
});

/** One text or several. */
const textOrTexts = (description: string): SchemaNode => ({
  anyOf: [text(''), { type: 'array', minItems: 1, items: text('') }],
  'x-allowed': 'a text, or a list of texts',
  description,
});

/** The section `access`: who may publish, listen and administer. */
export const ACCESS_SCHEMA: SchemaNode = {
  type: 'object',
  description:
    'Who may publish, listen and administer. Without this section everybody may do everything, on this machine only.',
  additionalProperties: false,
  properties: {
    anonymous: {
      type: 'object',
      description: 'What everybody may do, without any key or token.',
      additionalProperties: false,
      properties: {
        listen: patterns(
          'Channels that everybody may listen to; all where `anonymous` is left out, none where only this is.',
          {
            default: [],
          },
        ),
        publish: patterns('Channels that everybody may publish on.', { default: [] }),
      },
      default: { listen: ACCESS_DEFAULTS.anonymous.listen },
    },
    keys: {
      type: 'array',
      maxItems: STATIC_KEY_LIMITS.keys,
      'x-allowed': `a list of at most ${STATIC_KEY_LIMITS.keys} keys`,
      description: 'Keys that do not expire, for small set-ups; `latentcast token` makes them.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'hash'],
        properties: {
          name: text('Names the key in logs and bans.', 64),
          hash: {
            ...text('The hash of the key, which itself is nowhere stored.', 512),
            'x-allowed': 'a hash as `latentcast token` prints it',
            writeOnly: true,
          },
          publish: patterns('Channels that its holder may publish on.', { default: [] }),
          listen: patterns('Channels that its holder may listen to, beside those that everybody may.', { default: [] }),
          admin: {
            anyOf: [{ type: 'boolean' }, patterns('')],
            'x-allowed': 'true, false, or a list of patterns of channels',
            default: false,
            description: 'Whether its holder may administer the relay, or which of its channels.',
          },
        },
      },
    },
    tokens: {
      type: 'object',
      description: 'Signed tokens (JWT, RFC 7519), which state what their holder may do and until when.',
      additionalProperties: false,
      required: ['keys'],
      properties: {
        issuer: textOrTexts('Only tokens of this issuer (claim `iss`) count.'),
        audience: textOrTexts('Only tokens for this audience (claim `aud`) count.'),
        clockToleranceMs: {
          type: 'integer',
          minimum: 0,
          maximum: 300_000,
          default: ACCESS_DEFAULTS.clockToleranceMs,
          description: 'How far the clock of the issuer may be off, in ms.',
        },
        requiresExpiry: {
          type: 'boolean',
          default: ACCESS_DEFAULTS.requiresExpiry,
          description: 'Whether a token that does not expire is refused.',
        },
        keys: {
          type: 'array',
          minItems: 1,
          maxItems: 16,
          'x-allowed': 'a list of 1 to 16 keys',
          description: 'Keys that tokens are signed with: list the old and the new one while they change.',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['id', 'algorithm'],
            properties: {
              id: text('Claim `kid` in the header of the token.', 128),
              algorithm: {
                type: 'string',
                enum: TOKEN_ALGORITHMS,
                description: 'How its tokens are signed; tokens that state another one are refused.',
              },
              secret: {
                ...text('The secret, for HS256, HS384 and HS512.', 8192),
                'x-allowed': 'a secret text',
                writeOnly: true,
              },
              publicKey: {
                ...text('The public key (PEM or JWK), for all other algorithms.', 16_384),
                'x-allowed': 'a public key, PEM or JWK',
              },
            },
          },
        },
      },
    },
    hook: {
      type: 'object',
      description: 'A server that is asked who may publish and listen.',
      additionalProperties: false,
      required: ['url'],
      properties: {
        url: {
          ...SERVER_ADDRESS,
          description: 'Is asked about those whom no key and no token knows, and who may not do all as `anonymous`.',
        },
        secret: {
          ...SIGNING_SECRET,
          description: 'With which questions are signed, as webhooks are.',
        },
        timeoutMs: {
          type: 'integer',
          minimum: 100,
          maximum: 30_000,
          default: AUTH_HOOK_DEFAULTS.timeoutMs,
          description: 'Time for an answer in ms; who waits for it is refused then.',
        },
        cacheMs: {
          type: 'integer',
          minimum: 0,
          maximum: 600_000,
          default: AUTH_HOOK_DEFAULTS.cacheMs,
          description: 'For this long the same question has the same answer, in ms.',
        },
      },
    },
    origins: {
      ...originList('an origin such as https://radio.example, or "*"'),
      description: 'Origins of the pages that may publish; the page of the relay itself always may.',
    },
    acceptsForeignListeners: {
      type: 'boolean',
      default: ACCESS_DEFAULTS.acceptsForeignListeners,
      description: 'Whether the pages of other sites may listen.',
    },
    bans: {
      type: 'string',
      minLength: 1,
      'x-allowed': 'the path of a file',
      'x-path': true,
      description: 'JSON file of the bans, which the admin API writes.',
    },
  },
};
