import { RECORDING_PATTERN } from '../operations/recording/name-pattern.js';
import { RECORD_LIMITS } from '../operations/recording/record-options.js';
import type { SchemaNode } from './schema-node.js';

const number = (field: keyof typeof RECORD_LIMITS, description: string): SchemaNode => ({
  type: 'integer',
  minimum: RECORD_LIMITS[field][0],
  maximum: RECORD_LIMITS[field][1],
  description,
});

/** The section `record` of a channel. */
export const RECORD_SCHEMA: SchemaNode = {
  type: 'object',
  description: 'Record the channel into .lc files whenever it has a source.',
  additionalProperties: false,
  required: ['folder'],
  properties: {
    folder: {
      type: 'string',
      minLength: 1,
      'x-allowed': 'the path of a folder',
      'x-path': true,
      description: 'Folder of the recordings, which is made where its parent exists.',
    },
    pattern: {
      type: 'string',
      minLength: 4,
      maxLength: 256,
      default: RECORDING_PATTERN,
      'x-allowed': 'a path inside the folder that ends in ".lc"',
      description:
        'Path of each file in the folder: %Y %m %d %H %M %S %j %s %% (UTC), {channel}, {title}, {artist}. A name that is taken gets -2, -3, …',
    },
    rotateMs: number('rotateMs', 'A new file begins after this much audio, in ms.'),
    rotateBytes: number('rotateBytes', 'A new file begins before this size, in bytes.'),
    keepMs: number('keepMs', 'Recordings of the channel that ended longer ago are deleted, in ms.'),
    keepFiles: number('keepFiles', 'So many recordings of the channel are kept, the newest.'),
    keepBytes: number(
      'keepBytes',
      'The recordings of the channel are kept to this size; the oldest are deleted first.',
    ),
  },
};
