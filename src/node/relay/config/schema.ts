import { RELAY_LIMIT_DEFAULTS } from '../../../relay/limits.js';
import { ADDRESS_LIMIT_DEFAULTS } from '../access/address-limits.js';
import { RELAY_SERVER_DEFAULTS, SHUTDOWN_DEFAULTS } from '../defaults.js';
import { OPERATIONS_DEFAULTS } from '../operations/options.js';
import { ACCESS_SCHEMA } from './schema-access.js';
import { CHANNELS_SCHEMA } from './schema-channels.js';
import { CLUSTER_SCHEMA } from './schema-cluster.js';
import type { SchemaNode } from './schema-node.js';
import { originList } from './schema-parts.js';
import { SESSIONS_SCHEMA } from './schema-sessions.js';
import { WEBHOOKS_SCHEMA } from './schema-webhooks.js';

/** Where editors find the schema of the installed version. */
export const SCHEMA_URL = 'node_modules/latentcast/docs/relay.schema.json';

/** A section with these keys and no others. */
const section = (
  description: string,
  properties: Record<string, SchemaNode>,
  more: Partial<SchemaNode> = {},
): SchemaNode => ({
  type: 'object',
  description,
  additionalProperties: false,
  properties,
  ...more,
});

const port = (description: string, more: Partial<SchemaNode> = {}): SchemaNode => ({
  type: 'integer',
  minimum: 0,
  maximum: 65_535,
  description,
  ...more,
});

const file = (description: string): SchemaNode => ({
  type: 'string',
  minLength: 1,
  'x-allowed': 'the path of a file',
  'x-path': true,
  description,
});

const listen = section('Where the relay listens.', {
  host: {
    type: 'string',
    minLength: 1,
    'x-allowed': 'a name or an address',
    default: RELAY_SERVER_DEFAULTS.host,
    description: "Name or address of the interface; '0.0.0.0' and '::' are all of them.",
    'x-restart': true,
  },
  port: port('Port; 0 lets the system choose.', { default: RELAY_SERVER_DEFAULTS.port, 'x-restart': true }),
  names: {
    type: 'array',
    maxItems: 64,
    items: { type: 'string', minLength: 1, maxLength: 253, 'x-allowed': 'a name such as radio.example, without port' },
    'x-allowed': 'a list of at most 64 names',
    default: [],
    description:
      'Further names under which browsers reach a relay that listens on the loopback alone, such as that of a proxy on the same machine: requests for others are refused.',
    'x-restart': true,
  },
  pathPrefix: {
    type: 'string',
    pattern: '^(/[A-Za-z0-9._~-]+)*/?$',
    minLength: 1,
    'x-allowed': 'a path that starts with "/", of letters, digits, ".", "_", "~", "-" and "/"',
    default: '/',
    description:
      'Path in front of everything that the relay serves, where a proxy shares the host with other services.',
    'x-restart': true,
  },
  open: {
    type: 'boolean',
    default: false,
    description:
      'Whether everybody may publish on every channel. Needed on an address that other machines reach, where nothing under `access` decides who may publish.',
  },
  tls: section(
    'Serve https and wss with a certificate; both files are read again when they change.',
    {
      certificate: file('PEM file of the certificate, then those between it and the root.'),
      key: file('PEM file of its private key, without passphrase.'),
    },
    { required: ['certificate', 'key'], 'x-restart': true },
  ),
  proxies: section(
    'Proxies in front of the relay, which state the address of the peer.',
    {
      trusted: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'string',
          pattern: '^[0-9A-Fa-f:.]+(/\\d{1,3})?$',
          'x-allowed': 'an address or a subnet such as 10.0.0.0/8',
        },
        description: 'Addresses and subnets of the proxies; what others state is not believed.',
        'x-restart': true,
      },
      header: {
        type: 'string',
        enum: ['x-forwarded-for', 'forwarded', 'proxy-protocol'],
        default: 'x-forwarded-for',
        description:
          'How they state it: by one of two headers (the second of RFC 7239), or by the PROXY protocol, version 1 or 2.',
        'x-restart': true,
      },
    },
    { required: ['trusted'], 'x-restart': true },
  ),
  maxConnectionsPerAddress: {
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    default: ADDRESS_LIMIT_DEFAULTS.maxConnectionsPerAddress,
    description: 'Connections at a time of one address (IPv6: of one /64).',
  },
  connectionAttemptsPerMinute: {
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    default: ADDRESS_LIMIT_DEFAULTS.connectionAttemptsPerMinute,
    description: 'Attempts to connect that one address may make in a minute (IPv6: one /64).',
  },
});

const unitOf = (name: string): string => (/Ms(PerMinute)?$/.test(name) ? 'In ms' : 'A count');

const limits = section(
  'Limits of the relay, over its defaults; docs/limits.md states what each is for.',
  Object.fromEntries(
    Object.entries(RELAY_LIMIT_DEFAULTS).map(([name, value]): [string, SchemaNode] => [
      name,
      {
        type: 'integer',
        minimum: 1,
        maximum: 2 ** 31 - 1,
        default: value,
        description: `${unitOf(name)}; see docs/limits.md.`,
      },
    ]),
  ),
  { default: {} },
);

/** The configuration of a relay as a JSON schema (draft 7); `docs/relay.schema.json` is the same. */
export const RELAY_CONFIG_SCHEMA: SchemaNode & { readonly $schema: string; readonly title: string } = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Latentcast relay',
  ...section(
    'Configuration of `latentcast serve`. Every text may have $\u007bNAME} for a variable of the environment, or be file:PATH for what a file contains.',
    {
      listen: { ...listen, default: {} },
      workers: {
        anyOf: [
          { type: 'integer', minimum: 1, maximum: 256 },
          { type: 'string', enum: ['auto'] },
        ],
        'x-allowed': 'an integer from 1 to 256, or auto',
        default: 1,
        description: 'Processes that serve listeners; auto: one for each core.',
        'x-restart': true,
      },
      alternatives: {
        type: 'array',
        items: {
          type: 'string',
          pattern: '^wss?://[^\\s/?#@]+(/[^\\s?#]*)?$',
          'x-allowed': 'the address of a relay, ws://HOST:PORT or wss://HOST',
          'x-url': true,
        },
        maxItems: 64,
        'x-allowed': 'a list of at most 64 addresses of relays',
        default: [],
        description: 'Other relays with the same channels: who comes while this one is full is named one of them.',
        'x-restart': true,
      },
      cluster: CLUSTER_SCHEMA,
      access: ACCESS_SCHEMA,
      limits,
      channels: CHANNELS_SCHEMA,
      sessions: SESSIONS_SCHEMA,
      webhooks: WEBHOOKS_SCHEMA,
      log: section(
        'What the relay writes to standard error.',
        {
          format: {
            type: 'string',
            enum: ['plain', 'pretty', 'json'],
            default: OPERATIONS_DEFAULTS.log.format,
            description: 'One short line for people, coloured lines with all fields, or one JSON object a line.',
            'x-restart': true,
          },
          level: {
            type: 'string',
            enum: ['error', 'warn', 'info', 'debug'],
            default: OPERATIONS_DEFAULTS.log.level,
            description: 'Least important kind of line that is written.',
          },
          addresses: {
            type: 'string',
            enum: ['full', 'truncated', 'none'],
            default: OPERATIONS_DEFAULTS.log.addresses,
            description: 'Addresses of peers: whole, cut to /24 or /48, or left out.',
          },
        },
        { default: {} },
      ),
      metrics: section(
        '`/metrics` on an address of its own; without this section administrators read it from the relay.',
        {
          host: {
            type: 'string',
            minLength: 1,
            'x-allowed': 'a name or an address',
            default: OPERATIONS_DEFAULTS.metrics.host,
            description: 'Name or address of the interface.',
            'x-restart': true,
          },
          port: port('Port; 0 lets the system choose.', {
            default: OPERATIONS_DEFAULTS.metrics.port,
            'x-restart': true,
          }),
        },
        { 'x-restart': true },
      ),
      admin: section(
        'The interface for operators.',
        {
          enabled: {
            type: 'boolean',
            default: true,
            description: 'Whether the admin API and the status page are served, to those whose key or token allows it.',
            'x-restart': true,
          },
          origins: {
            ...originList('an origin such as https://ops.example'),
            description: 'Origins of other sites whose pages may call the admin API.',
            'x-restart': true,
          },
          recordings: {
            ...file(
              'Folder that channels are recorded into, which is made where its parent exists; without it administrators can record nothing.',
            ),
            'x-allowed': 'the path of a folder',
            'x-restart': true,
          },
        },
        { default: {} },
      ),
      page: section(
        'The page for listeners.',
        {
          frames: {
            ...originList('an origin such as https://blog.example, or "*"'),
            default: [],
            description: 'Origins of the pages that may show the player of `/embed/NAME` in a frame.',
            'x-restart': true,
          },
        },
        { default: {} },
      ),
      shutdown: section(
        'How the relay ends.',
        {
          graceMs: {
            type: 'integer',
            minimum: 0,
            maximum: 600_000,
            default: SHUTDOWN_DEFAULTS.graceMs,
            description: 'Time in ms in which peers may answer the close before their connections are cut.',
          },
          retryAfterMs: {
            type: 'array',
            items: [
              { type: 'integer', minimum: 0, maximum: 600_000 },
              { type: 'integer', minimum: 0, maximum: 600_000 },
            ],
            minItems: 2,
            maxItems: 2,
            'x-allowed': 'two integers from 0 to 600000',
            default: SHUTDOWN_DEFAULTS.retryAfterMs,
            description:
              'Shortest and longest wait in ms before a peer connects again: each is told a time between the two.',
          },
        },
        { default: {} },
      ),
    },
  ),
};
