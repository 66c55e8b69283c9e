import type { StreamMetadata } from '../../../core/wire/hello.js';

/** Name of the request by which the processes of a relay pass on titles of source clients. */
export const TITLE_REQUEST = 'source title';

/** What is played on a channel, by whoever may publish there. */
export interface SourceTitle {
  readonly channel: string;
  readonly metadata: StreamMetadata;
}
