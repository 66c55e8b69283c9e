import { describe, expect, it } from 'vitest';
import { relayLimits } from '../../../../src/relay/limits.js';
import { PacketLengthControl } from '../../../../src/relay/subscribers/packet-length-control.js';
import { PlaneControl } from '../../../../src/relay/subscribers/plane-control.js';

const LIMITS = relayLimits();
const { thinLagMs, thinStepMs, recoverAfterMs } = LIMITS;

describe('PacketLengthControl', () => {
  it('wants what was asked for, nothing where nothing was, and the source’s packets where only a maximum was', () => {
    expect(new PacketLengthControl({}).frames).toBeUndefined();
    expect(new PacketLengthControl({ framesPerMessage: 12 }).frames).toBe(12);
    expect(new PacketLengthControl({ maxFramesPerMessage: 22 }).frames).toBe(1);
  });

  it('lengthens by the presets up to the maximum, and shortens the same way back', () => {
    const control = new PacketLengthControl({ framesPerMessage: 2, maxFramesPerMessage: 44 });
    control.setStreamFrames(2);
    const seen: unknown[] = [];
    while (control.lengthen()) seen.push(control.frames);
    expect([seen, control.canLengthen]).toEqual([[4, 12, 22, 44], false]);
    seen.length = 0;
    while (control.shorten()) seen.push(control.frames);
    expect([seen, control.isLengthened]).toEqual([[22, 12, 4, 2], false]);
  });

  it('takes no step that changes nothing: one to no more than the source’s packets, or beyond the maximum', () => {
    const control = new PacketLengthControl({ framesPerMessage: 4, maxFramesPerMessage: 22 });
    control.setStreamFrames(12);
    expect([control.lengthen(), control.frames, control.lengthen()]).toEqual([true, 22, false]);
    control.setStreamFrames(22);
    expect([control.isLengthened, control.frames, control.canLengthen]).toEqual([false, 4, false]);
    for (const request of [{}, { framesPerMessage: 4 }])
      expect(new PacketLengthControl(request).lengthen()).toBe(false);
  });

  it('follows other wishes, also while messages are longer', () => {
    const control = new PacketLengthControl({ framesPerMessage: 4, maxFramesPerMessage: 44 });
    control.setRequest({ framesPerMessage: 12 });
    expect([control.frames, control.maxFrames]).toEqual([12, 44]);
    control.lengthen();
    control.setRequest({ framesPerMessage: 1 });
    expect(control.frames).toBe(22);
    control.setRequest({ maxFramesPerMessage: 12 });
    expect([control.frames, control.canLengthen]).toEqual([12, false]);
    control.setRequest({ framesPerMessage: 44 });
    expect([control.frames, control.maxFrames, control.isLengthened]).toEqual([44, 44, false]);
  });
});

describe('PlaneControl with a length of messages', () => {
  it('lengthens messages before it leaves out planes, and shortens them after all planes are back', () => {
    const length = new PacketLengthControl({ framesPerMessage: 4, maxFramesPerMessage: 22 });
    length.setStreamFrames(4);
    const control = new PlaneControl(2, LIMITS, 0, length);
    const seen: unknown[] = [];
    let nowMs = 0;
    const step = (lagMs: number, ms: number): void => {
      nowMs += ms;
      control.update(lagMs, nowMs);
      seen.push([control.state, length.frames, control.planes]);
    };
    for (let i = 0; i < 4; i++) step(thinLagMs + 1, thinStepMs);
    expect(seen.splice(0)).toEqual([
      ['lengthened', 12, 2],
      ['lengthened', 22, 2],
      ['thinned', 22, 1],
      ['thinned', 22, 1],
    ]);
    for (let i = 0; i < 4; i++) step(0, recoverAfterMs);
    expect(seen).toEqual([
      ['lengthened', 22, 2],
      ['lengthened', 12, 2],
      ['ok', 4, 2],
      ['ok', 4, 2],
    ]);
  });

  it('waits longer for the next attempt where shorter messages have failed', () => {
    const length = new PacketLengthControl({ framesPerMessage: 4, maxFramesPerMessage: 12 });
    const control = new PlaneControl(1, LIMITS, 0, length);
    control.update(thinLagMs + 1, thinStepMs);
    control.update(0, thinStepMs + recoverAfterMs);
    expect(length.isLengthened).toBe(false);
    let nowMs = 2 * thinStepMs + recoverAfterMs;
    control.update(thinLagMs + 1, nowMs);
    expect(length.isLengthened).toBe(true);
    nowMs += 2 * recoverAfterMs;
    control.update(0, nowMs - 1);
    expect(length.isLengthened).toBe(true);
    control.update(0, nowMs);
    expect(length.isLengthened).toBe(false);
  });
});
