import { CLUSTER_DEFAULTS } from '../cluster/cluster-options.js';
import {
  JETSTREAM_DOMAIN,
  MAX_PREFIX_CHARACTERS,
  NATS_ADDRESS,
  NATS_DEFAULTS,
  NODE_NAME,
  SUBJECT_PREFIX,
} from '../cluster/nats-options.js';
import type { SchemaNode } from './schema-node.js';

const pem = (what: string): SchemaNode => ({
  type: 'string',
  minLength: 1,
  'x-allowed': 'a text in PEM form, or file:PATH for a file that has it',
  description: `PEM text of ${what}.`,
});
const secret = (description: string): SchemaNode => ({
  type: 'string',
  minLength: 1,
  maxLength: 16_384,
  'x-allowed': 'a secret text',
  writeOnly: true,
  description,
});

/** The section `cluster`: several relays as one, joined by NATS. */
export const CLUSTER_SCHEMA: SchemaNode = {
  type: 'object',
  description: 'Makes the relay a node of a cluster that NATS servers join; docs/cluster.md describes it.',
  additionalProperties: false,
  required: ['node', 'nats'],
  'x-restart': true,
  properties: {
    node: {
      type: 'string',
      pattern: NODE_NAME.source,
      minLength: 1,
      maxLength: 64,
      'x-allowed': 'a name of 1 to 64 letters, digits, ".", "_" or "-"',
      description: "This node's name, unique in the cluster.",
      'x-restart': true,
    },
    publicUrl: {
      type: 'string',
      pattern: '^wss?://[^\\s/?#@]+(/[^\\s?#]*)?$',
      'x-allowed': 'the address of a relay, ws://HOST:PORT or wss://HOST',
      'x-url': true,
      description: 'Where clients reach this node; without it other nodes send nobody here.',
      'x-restart': true,
    },
    maxConnections: {
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      default: CLUSTER_DEFAULTS.maxConnections,
      description: 'Connections of this node from which newcomers are sent to another one.',
      'x-restart': true,
    },
    nats: {
      type: 'object',
      description: 'The servers that join the nodes, with JetStream.',
      additionalProperties: false,
      required: ['servers'],
      'x-restart': true,
      properties: {
        servers: {
          type: 'array',
          minItems: 1,
          maxItems: 64,
          items: {
            type: 'string',
            pattern: NATS_ADDRESS.source,
            'x-allowed': 'the address of a NATS server, nats://HOST:PORT or tls://HOST:PORT',
          },
          'x-allowed': 'a list of 1 to 64 addresses',
          description: 'Addresses of the servers; one that can be reached is enough.',
          'x-restart': true,
        },
        user: {
          type: 'string',
          minLength: 1,
          'x-allowed': 'a text',
          description: 'Name of a user of the servers.',
          'x-restart': true,
        },
        password: { ...secret('Password of the user.'), 'x-restart': true },
        token: { ...secret('In place of a user.'), 'x-restart': true },
        credentials: {
          ...secret('Text of a credentials file, with a JWT and a seed, in place of a user: file:PATH reads it.'),
          'x-restart': true,
        },
        tls: {
          type: 'object',
          description:
            'Certificates towards the servers; an empty section demands TLS with the authorities of the system.',
          additionalProperties: false,
          'x-restart': true,
          properties: {
            ca: { ...pem('the authorities by which the certificates of servers are checked'), 'x-restart': true },
            certificate: { ...pem("this node's certificate"), 'x-restart': true },
            key: { ...pem('its private key'), writeOnly: true, 'x-restart': true },
          },
        },
        subjectPrefix: {
          type: 'string',
          pattern: SUBJECT_PREFIX.source,
          minLength: 1,
          maxLength: MAX_PREFIX_CHARACTERS,
          'x-allowed': 'letters, digits, "_", "-" and single full stops',
          default: NATS_DEFAULTS.subjectPrefix,
          description: 'In front of every subject: clusters with different prefixes share servers and nothing else.',
          'x-restart': true,
        },
        domain: {
          type: 'string',
          pattern: JETSTREAM_DOMAIN.source,
          minLength: 1,
          maxLength: 64,
          'x-allowed': 'letters, digits, "_" and "-"',
          description: "JetStream's domain, where the server is a leaf of the one that has JetStream.",
          'x-restart': true,
        },
        replicas: {
          type: 'integer',
          enum: [1, 3, 5],
          description: 'Copies that JetStream keeps; without this key 3 where there are three servers, otherwise 1.',
          'x-restart': true,
        },
      },
    },
  },
};
