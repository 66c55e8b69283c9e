import { SIGNING_SECRET_LENGTHS } from '../webhooks/webhook-options.js';
import type { SchemaNode } from './schema-node.js';

/** The address of a server that is asked or told something. */
export const SERVER_ADDRESS: SchemaNode = {
  type: 'string',
  minLength: 1,
  maxLength: 2048,
  'x-allowed': 'an address that begins with http:// or https://',
  'x-url': true,
};

/** What requests to such a server are signed with. */
export const SIGNING_SECRET: SchemaNode = {
  type: 'string',
  minLength: SIGNING_SECRET_LENGTHS[0],
  maxLength: SIGNING_SECRET_LENGTHS[1],
  'x-allowed': `a secret text of ${SIGNING_SECRET_LENGTHS[0]} to ${SIGNING_SECRET_LENGTHS[1]} characters`,
  writeOnly: true,
};

/** A list of origins of pages. @param allowed one of them, in words */
export const originList = (allowed: string): SchemaNode => ({
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: 256, 'x-allowed': allowed },
});
