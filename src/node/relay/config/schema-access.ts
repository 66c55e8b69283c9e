import type { SchemaNode } from './schema-node.js';

const patterns = (description: string, more: Partial<SchemaNode> = {}): SchemaNode => ({
  type: 'array',
  items: {
    type: 'string',
    minLength: 1,
    maxLength: 64,
    'x-allowed': 'the name of a channel, in which "*" stands for any characters',
  },
  description,
  ...more,
});

const text = (description: string, maxLength = 256): SchemaNode => ({
  type: 'string',
  minLength: 1,
  maxLength,
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
      description: 'What those may do who present neither a key nor a token.',
      additionalProperties: false,
      properties: {
        listen: patterns('Channels they may listen to.', { default: ['*'] }),
        publish: patterns('Channels they may publish on.', { default: [] }),
      },
    },
    keys: {
      type: 'array',
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
          listen: patterns('Channels that its holder may listen to.', { default: ['*'] }),
          admin: { type: 'boolean', default: false, description: 'Whether its holder may administer the relay.' },
        },
      },
    },
    tokens: {
      type: 'object',
      description: 'Signed tokens (JWT, RFC 7519), which state what their holder may do and until when.',
      additionalProperties: false,
      required: ['keys'],
      properties: {
        issuer: text('Only tokens of this issuer (claim `iss`) count.'),
        audience: text('Only tokens for this audience (claim `aud`) count.'),
        clockToleranceMs: {
          type: 'integer',
          minimum: 0,
          maximum: 600_000,
          default: 30_000,
          description: 'How far the clock of the issuer may be off, in ms.',
        },
        keys: {
          type: 'array',
          minItems: 1,
          description: 'Keys that tokens are signed with: list the old and the new one while they change.',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['id', 'algorithm'],
            properties: {
              id: text('Claim `kid` in the header of the token.', 64),
              algorithm: {
                type: 'string',
                enum: [
                  'HS256',
                  'HS384',
                  'HS512',
                  'EdDSA',
                  'ES256',
                  'ES384',
                  'ES512',
                  'RS256',
                  'RS384',
                  'RS512',
                  'PS256',
                  'PS384',
                  'PS512',
                ],
                description: 'How its tokens are signed; tokens that state another one are refused.',
              },
              secret: {
                ...text('The secret, for HS256, HS384 and HS512.', 8192),
                'x-allowed': 'a secret text',
                writeOnly: true,
              },
              publicKey: {
                ...text('The public key (PEM), for all other algorithms.', 16_384),
                'x-allowed': 'a public key in PEM',
              },
            },
          },
        },
      },
    },
    origins: {
      type: 'array',
      items: {
        type: 'string',
        minLength: 1,
        maxLength: 256,
        'x-allowed': 'an origin such as https://radio.example, or "*"',
      },
      description: 'Origins of the pages that may publish; the page of the relay itself always may.',
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
