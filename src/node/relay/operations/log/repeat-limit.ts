import type { Clock } from '../../../../ports/clock.js';
import { TokenBucket } from '../../../../relay/token-bucket.js';
import type { LogEvent, LogWriter } from './log-event.js';

/** Lines of one kind of event a second on average; twice as many at once. */
const LINES_PER_SECOND = 10;
const SUMMARY_MS = 5000;

/** What of one kind was not written since the last summary. */
interface Kind {
  readonly rate: TokenBucket;
  last: LogEvent | null;
  dropped: number;
  /** By error code; bounded, as the codes are. */
  readonly reasons: Map<string, number>;
}

/** Writes at most so many lines of one kind of event, and every five seconds how many more there were. */
export class RepeatLimit implements LogWriter {
  readonly #writer: LogWriter;
  readonly #clock: Clock;
  readonly #kinds = new Map<string, Kind>();
  #cancel: (() => void) | null = null;

  constructor(writer: LogWriter, clock: Clock) {
    this.#writer = writer;
    this.#clock = clock;
  }

  write(event: LogEvent): void {
    const nowMs = this.#clock.nowMs();
    let kind = this.#kinds.get(event.event);
    if (!kind) {
      kind = {
        rate: new TokenBucket(LINES_PER_SECOND, 2 * LINES_PER_SECOND, nowMs),
        last: null,
        dropped: 0,
        reasons: new Map(),
      };
      this.#kinds.set(event.event, kind);
    }
    if (kind.rate.take(1, nowMs)) {
      this.#writer.write(event);
      return;
    }
    kind.dropped++;
    kind.last = event;
    const reason = event.reason ?? '';
    kind.reasons.set(reason, (kind.reasons.get(reason) ?? 0) + 1);
    this.#cancel ??= this.#clock.schedule(SUMMARY_MS, () => this.flush());
  }

  /** Writes the summaries that wait. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    for (const [event, kind] of this.#kinds) {
      if (kind.dropped === 0) continue;
      const byReason = Object.fromEntries([...kind.reasons].filter(([reason]) => reason !== ''));
      this.#writer.write({
        level: kind.last!.level,
        event,
        message: `${kind.dropped} more in the last ${SUMMARY_MS / 1000} s`,
        details: { repeated: kind.dropped, ...byReason },
      });
      kind.dropped = 0;
      kind.last = null;
      kind.reasons.clear();
    }
  }
}
