import { describe, expect, it } from 'vitest';
import { requireOneOf, requireOptions, SHAPES, within } from '../../../src/core/options.js';

interface Sample {
  readonly count?: number;
  readonly nested?: object;
  readonly call?: () => void;
  readonly flag?: boolean;
  readonly signal?: AbortSignal;
}
const KINDS = { count: 'any', nested: 'object', call: 'function', flag: 'boolean', signal: SHAPES.signal } as const;
const check = (parent: string, options: unknown): void => requireOptions<Sample>(parent, options as Sample, KINDS);

describe('the check of option objects', () => {
  const refused: readonly (readonly [unknown, string])[] = [
    [5, 'options must be an object, got 5'],
    ['fast', 'options must be an object, got "fast"'],
    [null, 'options must be an object, got null; undefined stands for the default'],
    [undefined, 'options must be an object, got undefined'],
    [[], 'options must be an object, got an array'],
    [new Map(), 'options must be an object, got a Map'],
    [{ cuont: 1 }, 'cuont is not an option, got 1; known are count, nested, call, flag, signal'],
    [{ nested: true }, 'nested must be an object, got true'],
    [{ call: {} }, 'call must be a function, got an object'],
    [{ flag: 1n }, 'flag must be true or false, got 1n'],
    [{ count: null }, 'count must be a value, got null; undefined stands for the default'],
    [{ signal: { aborted: false } }, 'signal must be an AbortSignal, got an object'],
    [{ signal: new AbortController() }, 'signal must be an AbortSignal, got an AbortController'],
  ];

  it.each(refused.map(([options, message]) => [message, options]))(
    'refuses by name and value: %s',
    (message, options) => {
      expect(() => check('', options)).toThrow(new TypeError(String(message)));
    },
  );

  it('puts the parent in front of the name', () => {
    expect(() => check('up', { call: 1 })).toThrow(new TypeError('up.call must be a function, got 1'));
    expect(() => check('up', null)).toThrow(/^up must be an object, got null/);
    expect(() => check('up', { x: 1 })).toThrow(/^up\.x is not an option/);
  });

  it('takes undefined for what is left out, and objects without a prototype', () => {
    check('up', undefined);
    check('', { count: undefined, call: undefined });
    check('', Object.assign(Object.create(null) as object, { count: 1 }));
    check('', { signal: AbortSignal.timeout(1000) });
  });

  it('does not judge the other members of a class', () => {
    class Options {
      readonly own = 1;
      readonly count = 2;
    }
    check('', new Options());
  });

  it('names what must not be left out', () => {
    expect(() => requireOptions<Sample>('', {}, KINDS, ['call'])).toThrow('call must be a function, got undefined');
  });

  it('names the values of a choice', () => {
    expect(() => requireOneOf('way', 'up', ['left', 'right'])).toThrow(
      new RangeError('way must be one of left, right, got "up"'),
    );
  });

  it('leaves errors that are about no option as they are', () => {
    const error = new Error('disk');
    expect(() =>
      within('a', () => {
        throw error;
      }),
    ).toThrow(error);
  });
});
