import type { StreamHello } from '../../core/wire/hello.js';
import type { ChannelSource } from '../channel/source.js';
import type { BusSubscriber } from './bus-subscriber.js';

/** The source of a channel, where it is at this node. */
export interface LocalSource {
  readonly source: ChannelSource;
  readonly identity: string | undefined;
  readonly hello: StreamHello;
  /** Has no claim while it is asked for, and while the bus is away. */
  readonly publisher: BusSubscriber;
  isClaiming: boolean;
}
