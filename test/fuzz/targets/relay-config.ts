import { statedChannels } from '../../../src/node/relay/config/check-channels.js';
import { checkValues } from '../../../src/node/relay/config/checks.js';
import { parseConfig } from '../../../src/node/relay/config/parse.js';
import { RELAY_CONFIG_SCHEMA } from '../../../src/node/relay/config/schema.js';
import { SoundPart } from '../../../src/node/relay/config/sound-part.js';
import type { RelayConfig } from '../../../src/node/relay/config/types.js';
import { validateConfig } from '../../../src/node/relay/config/validate.js';
import { bytesOf, type FuzzTarget, mustHold } from './fuzz-target.js';

const CONTEXT = { folder: '/nonexistent', env: { NAME: 'value', PORT: '8000' } };

/** Any text as the configuration of a relay: every problem has its line, and what is left without them passes the checks. */
export const target: FuzzTarget = {
  seeds: () =>
    [
      'listen:\n  host: 127.0.0.1\n  port: 8787\nlimits:\n  maxChannels: 10\n',
      'channels:\n  pattern: ^a\n  list:\n    - name: main\n      title: Main\n    - name: "a*"\n',
      'access:\n  anonymous: { listen: ["*"] }\n  keys:\n    - name: source\n      hash: sha256:' +
        'a'.repeat(64) +
        '\n      publish: [main]\n',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
      'access:\n  tokens:\n    keys:\n      - id: a\n        algorithm: HS256\n        secret: "${NAME}"\n',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
      'a: &x [1, 2]\nb: *x\nlisten: { port: ${PORT} }\n',
      'shutdown:\n  retryAfterMs: [1, 5]\nmetrics:\n  port: 9000\nwebhooks: []\n',
    ].map(bytesOf),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: references of the configuration
  words: ['&a', '*a', '<<:', '!!binary', '${NAME}', '$${', 'file:', '---', '? ', '- ', '|\n', '>-\n', '__proto__:'],
  maxBytes: 2048,
  suiteRuns: 100,
  run: async (bytes) => {
    const text = new TextDecoder().decode(bytes);
    const lines = text.split(/\r\n|\r|\n/).length;
    const parsed = await parseConfig(text, RELAY_CONFIG_SCHEMA, CONTEXT);
    const problems = [...parsed.problems];
    if (problems.every(({ path }) => path !== ''))
      problems.push(...(await validateConfig(parsed.value, RELAY_CONFIG_SCHEMA, parsed.sources)));
    for (const { position, message } of problems) {
      mustHold(message !== '' && message.length < 2000, 'a problem is named shortly');
      mustHold(
        position === undefined || (position.line >= 1 && position.line <= lines + 1),
        'a problem is in the file',
      );
    }
    mustHold(({} as { polluted?: unknown }).polluted === undefined, 'no prototype is changed');
    if (problems.some(({ path }) => path === '')) return;
    const sound = new SoundPart(parsed.value as object, RELAY_CONFIG_SCHEMA);
    for (const { at } of problems) sound.leaveOut(at);
    const channels = statedChannels(parsed.value);
    for (let i = 0, hasMore = true; hasMore; i++) {
      mustHold(i < 200, 'the checks come to an end');
      const found = await checkValues(
        sound.value as RelayConfig,
        parsed.sources.forPart((path) => sound.statedPath(path)),
        { channels, env: CONTEXT.env },
      );
      hasMore = found.filter(({ at }) => sound.leaveOut(at)).length > 0;
    }
  },
};
