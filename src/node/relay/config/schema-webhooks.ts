import { WEBHOOK_DEFAULTS, WEBHOOK_EVENTS } from '../webhooks/webhook-options.js';
import type { SchemaNode } from './schema-node.js';
import { SERVER_ADDRESS, SIGNING_SECRET } from './schema-parts.js';

const count = (description: string, minimum: number, maximum: number, standard: number): SchemaNode => ({
  type: 'integer',
  minimum,
  maximum,
  default: standard,
  description,
});

/** The section `webhooks`: who is told what happens on the relay. */
export const WEBHOOKS_SCHEMA: SchemaNode = {
  type: 'object',
  description: 'Servers that are told what happens on the relay.',
  additionalProperties: false,
  required: ['urls'],
  properties: {
    urls: {
      type: 'array',
      minItems: 1,
      maxItems: 8,
      uniqueItems: true,
      'x-allowed': 'a list of 1 to 8 addresses that begin with http:// or https://',
      items: SERVER_ADDRESS,
      description: 'Addresses that are sent every event. Redirects are not followed.',
    },
    secret: {
      ...SIGNING_SECRET,
      description: 'With which requests are signed.',
    },
    events: {
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', enum: WEBHOOK_EVENTS },
      description: 'Events that are sent; without this key all of them.',
    },
    addresses: {
      type: 'string',
      enum: ['full', 'truncated', 'none'],
      default: WEBHOOK_DEFAULTS.addresses,
      description: 'Addresses of peers in events: whole, cut to /24 or /48, or left out.',
    },
    timeoutMs: count('Time for one attempt, in ms.', 100, 60_000, WEBHOOK_DEFAULTS.timeoutMs),
    maxAttempts: count(
      'Attempts for one event, after 1 s, 2 s, 4 s, … and at most 5 minutes.',
      1,
      20,
      WEBHOOK_DEFAULTS.maxAttempts,
    ),
    maxQueued: count(
      'Events that may wait for one address; beyond it the oldest is dropped.',
      1,
      100_000,
      WEBHOOK_DEFAULTS.maxQueued,
    ),
  },
};
