import { describe, expect, it } from 'vitest';
import { chooseAlternative } from '../../../../src/node/relay/alternatives.js';

describe('chooseAlternative', () => {
  it('names the channel at one of the relays', () => {
    expect(chooseAlternative([])('radio')).toBeUndefined();
    const choose = chooseAlternative(['ws://a:1', 'wss://b/relay/']);
    const named = new Set(Array.from({ length: 100 }, () => choose('radio')));
    expect([...named].sort()).toEqual(['ws://a:1/radio', 'wss://b/relay/radio']);
  });

  it('names a wrong address', () => {
    expect(() => chooseAlternative(['http://a'])).toThrow(
      'alternatives[0] must be ws://HOST:PORT or wss://HOST, got "http://a"',
    );
    expect(() => chooseAlternative('ws://a' as unknown as string[])).toThrow('alternatives must be a list');
  });
});
