import type { DeliveryGuarantees } from '../ports/transport.js';

/** What a byte stream such as TCP gives to the messages in it: all of them, once, in order. */
export const STREAM_GUARANTEES: DeliveryGuarantees = { isOrdered: true, isReliable: true, isDuplicateFree: true };
