import type { Audience } from './audience.js';
import type { ChannelStream } from './channel-stream.js';
import { emptyMetadataMessage } from './operator-settings.js';
import { type PastTitle, TitleHistory } from './title-history.js';

/** Tells the subscribers of a channel what is on the air, and keeps its last titles. */
export class OnAir {
  readonly #audience: Pick<Audience, 'each'>;
  readonly #wallMs: () => number;
  readonly #history = new TitleHistory();

  /** @param wallMs ms since 1970 */
  constructor(audience: Pick<Audience, 'each'>, wallMs: () => number) {
    this.#audience = audience;
    this.#wallMs = wallMs;
  }

  /** The last titles, the newest first. */
  get titles(): readonly PastTitle[] {
    return this.#history.list();
  }

  /** A stream has begun or come back. */
  begin({ metadata, hello }: ChannelStream): void {
    if (metadata) this.#history.record(metadata, hello.epoch, this.#wallMs());
  }

  /** The metadata of a stream have changed; null where there is none. */
  tell(stream: ChannelStream | null): void {
    if (!stream) return;
    if (!stream.hasEnded) this.begin(stream);
    const message = stream.metadataMessage ?? emptyMetadataMessage();
    this.#audience.each((subscriber) => subscriber.metadata(message));
  }
}
