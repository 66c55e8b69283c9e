import { ROOM_LIMIT_DEFAULTS } from '../../../relay/room/room-limits.js';
import type { SchemaNode } from './schema-node.js';

/** The section `sessions`: what the relay does for listening sessions. */
export const SESSIONS_SCHEMA: SchemaNode = {
  type: 'object',
  description:
    'Listening sessions whose peers meet at this relay. It passes on what they send each other and cannot read it. Who may create one is decided under `access` by the channel `session.*`.',
  additionalProperties: false,
  default: {},
  properties: {
    enabled: {
      type: 'boolean',
      default: true,
      description: 'Whether sessions may use the relay; with more than one worker they may not.',
    },
    stunPort: {
      type: 'integer',
      minimum: 0,
      maximum: 65_535,
      description:
        'UDP port on which peers learn their own address (STUN), which helps them to reach each other; 0 lets the system choose. Without this key none is opened.',
      'x-restart': true,
    },
    limits: {
      type: 'object',
      description: 'Limits of sessions, over their defaults; docs/limits.md states what each is for.',
      additionalProperties: false,
      default: {},
      properties: Object.fromEntries(
        Object.entries(ROOM_LIMIT_DEFAULTS).map(([name, value]): [string, SchemaNode] => [
          name,
          {
            type: 'integer',
            minimum: name === 'maxPeersPerRoom' ? 2 : 1,
            maximum: name === 'maxPeersPerRoom' ? value : 2 ** 31 - 1,
            default: value,
            description: `${name.endsWith('Ms') ? 'In ms' : 'A count'}; see docs/limits.md.`,
          },
        ]),
      ),
    },
  },
};
