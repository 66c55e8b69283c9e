import { expect, it } from 'vitest';
import { encodeLossyMessage } from '../../src/core/wire/lossy-message.js';
import { encodeLossReport } from '../../src/core/wire/lossy-report.js';
import { encodePacket } from '../../src/core/wire/packet.js';
import { requireProtection } from '../../src/transports/lossy/lossy-options.js';
import { LossyReceiver } from '../../src/transports/lossy/lossy-receiver.js';
import { LossySender } from '../../src/transports/lossy/lossy-sender.js';
import { audioPacket, CONTEXT, FORMAT, MODEL, SHA } from '../support/peers.js';
import { LOSSY_CASES } from '../vectors/lossy-cases.js';
import { mutate, randomBytes, xorshift } from './random-bytes.js';

const SEED = Number(process.env.FUZZ_SEED ?? 20261128);
const ROUNDS = 20_000;
const BRIEF = {
  model: SHA.slice(0, 32),
  planes: 2,
  framesPerPacket: 4,
  epoch: 7,
  startedAtMs: 0,
  silence: true,
  stereo: false,
  repairPackets: 2,
};

it(`any bytes give a receiver packets or a count, and never throw (seed ${SEED})`, () => {
  const random = xorshift(SEED);
  const packets: Uint8Array[] = [];
  let nowMs = 0;
  const receiver = new LossyReceiver(MODEL, {
    onStream: () => {},
    onPacket: (packet) => packets.push(packet),
    onMismatch: () => {},
  });
  const corpus = Object.values(LOSSY_CASES).map(({ encode }) => encode());
  let sequence = 0;
  for (let i = 0; i < ROUNDS; i++) {
    nowMs += random() % 500;
    const packet = encodePacket(audioPacket(4 * i), CONTEXT);
    const good = encodeLossyMessage({ sequence: sequence++ & 65535, brief: BRIEF, runs: [], packet });
    const kind = random() % 4;
    const bytes =
      kind === 0
        ? good
        : kind === 1
          ? mutate(random, good)
          : kind === 2
            ? mutate(random, corpus[random() % corpus.length]!)
            : randomBytes(random, random() % 80);
    receiver.receive(bytes, nowMs);
    receiver.dueMs(random() % 2 ** 25);
    if (i % 50 === 0) receiver.report();
  }
  const { messages, badMessages } = receiver.stats;
  expect(messages).toBeGreaterThan(ROUNDS / 8);
  expect(badMessages).toBeGreaterThan(ROUNDS / 4);
  expect(packets.length).toBeGreaterThan(ROUNDS / 8);
});

it(`any bytes give a sender a report or a count, and never throw (seed ${SEED})`, () => {
  const random = xorshift(SEED);
  const { repairPackets: _, ...brief } = BRIEF;
  const sender = new LossySender(brief, FORMAT, requireProtection(), { maxMessageBytes: 1000, send: () => true });
  const report = encodeLossReport({
    meanBurst: 1,
    newest: 3,
    messages: 60,
    lossShare: 0.1,
    frameLossShare: 0,
    jitterMs: 20,
  });
  for (let i = 0; i < ROUNDS; i++) {
    sender.receive(
      random() % 2 ? mutate(random, report) : randomBytes(random, random() % 30),
      i,
      String(random() % 300),
    );
    if (i % 100 === 0) sender.send(encodePacket(audioPacket(i), CONTEXT), i);
  }
  const { badMessages, lossShare, depth } = sender.stats;
  expect(badMessages).toBeGreaterThan(ROUNDS / 2);
  expect(lossShare).toBeLessThanOrEqual(1);
  expect(depth).toBeLessThanOrEqual(6);
});
