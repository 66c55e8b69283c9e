import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { readSessionKeys } from '../../../../src/cli/session/session-keys.js';

describe('the keys of a session', () => {
  it('do what their line states, several at once too, and nothing after the end', () => {
    const input = Object.assign(new EventEmitter(), { resume() {}, pause() {} });
    const done: string[] = [];
    const stop = readSessionKeys(input, {
      pauseOrResume: () => done.push('pause'),
      seekBy: (ms) => done.push(`seek ${ms}`),
      next: () => done.push('next'),
      remove: () => done.push('remove'),
      answer: (key) => key === 'y' && done.push('answer') > 0,
      talk: () => done.push('talk'),
      shiftBy: (ms) => done.push(`shift ${ms}`),
    });
    input.emit('data', Buffer.from(' nt\u001b[C\u001b[D+-*_x\u001b[Ary'));
    expect(done).toEqual([
      'pause',
      'next',
      'talk',
      'seek 10000',
      'seek -10000',
      'shift 5',
      'shift -5',
      'shift 50',
      'shift -50',
      'remove',
      'answer',
    ]);
    stop();
    input.emit('data', ' ');
    expect(done.length).toBe(11);
  });
});
