import type { ChannelSelectorOptions } from '../../../../relay/channel/channel-options.js';
import { ChannelTable } from '../../../../relay/channel/channel-table.js';
import { type RecordOptions, type RecordSettings, requireRecordOptions } from './record-options.js';

/** How a channel, or all whose names match a pattern, are recorded. */
export interface ChannelRecordOptions extends ChannelSelectorOptions {
  /** @default they are not recorded */
  readonly record?: RecordOptions;
}

/** Which channels are recorded, and how. */
export class RecordTable {
  readonly #table: ChannelTable<ChannelRecordOptions>;

  /**
   * @param field names the list in errors
   * @throws TypeError, RangeError naming a wrong entry
   */
  constructor(field: string, entries: readonly ChannelRecordOptions[] = []) {
    this.#table = new ChannelTable(
      field,
      entries.map(({ record, ...selector }, i) => ({
        ...selector,
        ...(record && { record: requireRecordOptions(`${field}[${i}].record`, record) }),
      })),
    );
  }

  /** How the channel is recorded; null where it is not. */
  of(channel: string): RecordSettings | null {
    return (this.#table.of(channel)?.record as RecordSettings | undefined) ?? null;
  }
}
