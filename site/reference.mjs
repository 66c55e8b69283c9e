/** The API's reference, from the types of dist/. `node site/reference.mjs OUT` writes it alone. */
import { fileURLToPath } from 'node:url';
import { Application, LogLevel } from 'typedoc';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What is imported, by the file of its types, as TypeDoc names it. */
const ENTRIES = {
  index: 'latentcast',
  node: 'latentcast/node',
  browser: 'latentcast/browser',
  'node/relay': 'latentcast/relay',
};

/**
 * Writes one page a symbol.
 *
 * @throws Error naming how many public symbols and methods have no docblock; the log lists them
 */
export async function writeReference(out) {
  const app = await Application.bootstrapWithPlugins({
    name: 'API',
    basePath: `${ROOT}dist`,
    entryPoints: Object.keys(ENTRIES).map((entry) => `${ROOT}dist/${entry === 'index' ? '' : `${entry}/`}index.d.ts`),
    tsconfig: `${ROOT}site/tsconfig.json`,
    plugin: ['typedoc-plugin-markdown'],
    outputs: [{ name: 'markdown', path: out }],
    entryFileName: 'index',
    readme: 'none',
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    logLevel: LogLevel.Warn,
    // Properties whose name and type say all may go without.
    requiredToBeDocumented: ['Class', 'Enum', 'Function', 'Interface', 'Method', 'TypeAlias', 'Variable'],
    // Members of the platform's classes, and handlers that are named where they are called.
    intentionallyNotDocumented: [
      'index.LatentcastAudioDecoder.dispatchEvent',
      'index.LatentcastAudioEncoder.dispatchEvent',
      'index.ResamplerOptions.kernels.__type.polyphase',
      'index.WebSocketLike.onmessage',
      'index.WebSocketLike.onclose',
      'index.WebSocketLike.onerror',
      'node/relay.Webhooks.handlers.__type.onJoined',
      'node/relay.Webhooks.handlers.__type.onLeft',
      'node/relay.Webhooks.handlers.__type.onChannelEvent',
    ],
    validation: { notExported: false, invalidLink: false, notDocumented: true },
  });
  const project = await app.convert();
  if (!project) throw new Error('the types of dist/ cannot be read: npm run build makes them');
  app.validate(project);
  for (const module of project.children) module.name = ENTRIES[module.name] ?? module.name;
  const undocumented = app.logger.warningCount;
  await app.generateOutputs(project);
  if (undocumented > 0) throw new Error(`${undocumented} public symbols have no docblock`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeReference(process.argv[2] ?? `${ROOT}site/pages/api`);
