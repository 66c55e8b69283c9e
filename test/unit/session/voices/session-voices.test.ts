import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { SessionVoices } from '../../../../src/session/voices/session-voices.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { FakeModel } from '../../../support/fake-model.js';
import { MemorySession } from '../../../support/memory-session.js';

const RATE = 8000;
const BLOCK = 320;

function rig(names: readonly string[], seed: number) {
  const clock = new FakeClock(1000);
  const session = new MemorySession({ clock, seed, path: { latencyMs: 30, jitterMs: 10, loss: 0.02 } });
  const members = names.map((name) => session.add(name));
  const errors: unknown[] = [];
  const voices = members.map(
    (membership, i) =>
      new SessionVoices({
        membership,
        clock,
        epoch: i + 1,
        model: new FakeModel({
          ...{ sampleRateHz: RATE, hopSamples: BLOCK, encoder: { stateSize: 1 }, decoder: { stateSize: 1 } },
          sha256: (names[i] === 'other' ? 'e' : 'f').repeat(64),
        }),
        sampleRateHz: RATE,
        channels: 1,
        onError: (error) => errors.push(error),
      }),
  );
  const random = seededRandom(seed);
  const heard = voices.map(() => [] as number[]);
  /** `seconds` in which the peers of these indices speak: noise; the others are silent. */
  const run = async (seconds: number, speakers: readonly number[]): Promise<void> => {
    for (let i = 0; i < (seconds * RATE) / BLOCK; i++) {
      for (const [k, voice] of voices.entries()) {
        const level = speakers.includes(k) ? 0.4 : 0;
        await voice.speak(
          Float32Array.from({ length: BLOCK }, () => level * (random() - 0.5)),
          { sampleRateHz: RATE, channels: 1 },
        );
      }
      await clock.advanceAsync((1000 * BLOCK) / RATE);
      for (const [k, voice] of voices.entries()) {
        const music = new Float32Array(BLOCK);
        voice.mixer.mix(music);
        heard[k]!.push(Math.sqrt(music.reduce((sum, v) => sum + v * v, 0) / BLOCK));
      }
    }
  };
  return { clock, session, members, voices, heard, errors, run };
}

describe('voices of a session', () => {
  it('are heard by the others and not by the speaker, and nothing is sent in silence', async () => {
    const it = rig(['a', 'b', 'c'], 3);
    await it.run(1, []);
    const quiet = it.members[0]!.peers.get('m2')!.link.counters.sentMessages;
    await it.run(3, [0]);
    expect(it.voices[0]!.speaking()).toEqual(['m1']);
    expect(it.voices[1]!.speaking()).toEqual(['m1']);
    expect(it.heard[0]!.every((level) => level === 0)).toBe(true);
    for (const k of [1, 2]) expect(Math.max(...it.heard[k]!.slice(-20))).toBeGreaterThan(0.05);
    const spoken = it.members[0]!.peers.get('m2')!.link.counters.sentMessages;
    await it.run(4, []);
    const after = it.members[0]!.peers.get('m2')!.link.counters.sentMessages;
    expect(quiet).toBeLessThan(8);
    expect(spoken - quiet).toBeGreaterThan(30);
    expect(after - spoken).toBeLessThan(12);
    expect(it.voices[1]!.speaking()).toEqual([]);
    expect(it.errors).toEqual([]);
    for (const voice of it.voices) voice.close();
  });

  it('of more than three at once are three, each by a decoder of its own', async () => {
    const it = rig(['a', 'b', 'c', 'd', 'e'], 4);
    await it.run(3, [0, 1, 2, 3]);
    expect(it.voices[4]!.speaking().length).toBe(3);
    expect(it.voices[4]!.mixer.speaking.length).toBe(3);
    for (const voice of it.voices) voice.close();
  });

  it('end when the speaker leaves, and are refused by name where another model made them', async () => {
    const it = rig(['a', 'other', 'c'], 5);
    expect(it.errors).toEqual([]);
    await it.run(2, [0, 1]);
    expect(it.errors).toContainEqual(expect.objectContaining({ code: 'MODEL_MISMATCH' }));
    expect(it.voices[2]!.speaking()).toEqual(['m1']);
    it.session.remove('m1');
    it.voices[0]!.close();
    expect(it.voices[2]!.speaking()).toEqual([]);
    it.members[2]!.broadcast(1).receive(Uint8Array.of(1, 2, 3), it.members[2]!.peers.get('m2')!);
    for (const voice of it.voices) voice.close();
  });
});
