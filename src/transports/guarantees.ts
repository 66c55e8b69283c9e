import type { DeliveryGuarantees } from '../ports/transport.js';

/** What a byte stream such as TCP guarantees of the messages in it: all of them, once, in order. */
export const STREAM_GUARANTEES: DeliveryGuarantees = { isOrdered: true, isReliable: true, isDuplicateFree: true };
