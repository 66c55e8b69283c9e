import { describe, expect, it } from 'vitest';
import { Store } from '../../../web/store.js';

const counter = () => new Store(0, (count: number, step: number) => count + step);

describe('a store', () => {
  it('shows the state at once and after every event', () => {
    const store = counter();
    const seen: number[] = [];
    store.subscribe((state) => seen.push(state));
    store.dispatch(2);
    store.dispatch(3);
    expect(seen).toEqual([0, 2, 5]);
    expect(store.state).toBe(5);
  });

  it('notifies nobody where an event changes nothing', () => {
    const store = counter();
    const seen: number[] = [];
    store.subscribe((state) => seen.push(state));
    store.dispatch(0);
    expect(seen).toEqual([0]);
  });

  it('does not call a subscriber that has unsubscribed, also in the middle of an event', () => {
    const store = counter();
    const seen: string[] = [];
    const off = store.subscribe((state) => seen.push(`a${state}`));
    store.subscribe((state) => {
      seen.push(`b${state}`);
      if (state === 1) off();
    });
    store.dispatch(1);
    store.dispatch(1);
    expect(seen).toEqual(['a0', 'b0', 'a1', 'b1', 'b2']);
  });
});
