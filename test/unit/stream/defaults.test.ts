import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../../src/stream/defaults.js';

describe('options over their defaults', () => {
  it('use defined values and ignore undefined ones', () => {
    const given = { a: 5, b: undefined, c: 0 } as unknown as { a?: number; b?: number; c?: number };
    expect(withDefaults({ a: 1, b: 2, c: 3 }, given)).toEqual({ a: 5, b: 2, c: 0 });
    expect(withDefaults({ a: 1 }, undefined)).toEqual({ a: 1 });
  });

  it('keep what has no default, and change neither side', () => {
    const defaults = { a: 1 } as const;
    const options: { a?: number; other: string } = { other: 'x' };
    expect(withDefaults(defaults, options)).toEqual({ a: 1, other: 'x' });
    expect([defaults, options]).toEqual([{ a: 1 }, { other: 'x' }]);
  });
});
