import {
  encodeLossyMessage,
  lossyType,
  parseLossyHead,
  parseLossyMessage,
} from '../../../src/core/wire/lossy-message.js';
import { encodeParity, messageOfBlock, parseParity } from '../../../src/core/wire/lossy-parity.js';
import { encodeLossReport, parseLossReport } from '../../../src/core/wire/lossy-report.js';
import { LossyReceiver } from '../../../src/transports/lossy/lossy-receiver.js';
import { MODEL } from '../../support/peers.js';
import { LOSSY_CASES } from '../../vectors/lossy-cases.js';
import { type FuzzTarget, isSame, mustHold, shape, unlessRefused } from './fuzz-target.js';

/** Any bytes over a link that loses messages. */
export const target: FuzzTarget = {
  seeds: () => Object.values(LOSSY_CASES).map(({ encode }) => encode()),
  maxBytes: 1500,
  run: (bytes) => {
    lossyType(bytes);
    unlessRefused(() => parseLossyHead(bytes));
    const message = unlessRefused(() => parseLossyMessage(bytes, 8));
    if (message) mustHold(isSame(encodeLossyMessage(message), bytes), 'a message is written as it was read');
    const parity = unlessRefused(() => parseParity(bytes));
    if (parity) mustHold(isSame(encodeParity(parity), bytes), 'parity is written as it was read');
    const report = unlessRefused(() => parseLossReport(bytes));
    if (report)
      mustHold(shape(parseLossReport(encodeLossReport(report))) === shape(report), 'a report reads its content');
    messageOfBlock(bytes, 5);
    const receiver = new LossyReceiver(MODEL, { onStream: () => {}, onPacket: () => {}, onMismatch: () => {} });
    // In three pieces: parity and the messages that it is of may come from one input.
    const third = Math.ceil(bytes.length / 3);
    for (const piece of [bytes, bytes.subarray(0, third), bytes.subarray(third, 2 * third), bytes.subarray(2 * third)])
      receiver.receive(piece, 5);
    mustHold(receiver.stats.badMessages <= 4, 'each message counts once');
  },
};
