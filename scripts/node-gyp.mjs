// What a build of the addon needs of this machine: the running Node's own headers and npm's node-gyp. Nothing is
// downloaded. Used by install-native.mjs and prebuild.mjs.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Where node_api.h is: what npm was told, or the prefix of the running Node. */
export function findNodeDir() {
  const told = process.env.npm_config_nodedir;
  const candidates = told ? [told] : [path.dirname(path.dirname(process.execPath)), path.dirname(process.execPath)];
  return candidates.find((dir) => existsSync(path.join(dir, 'include', 'node', 'node_api.h')));
}

/** node-gyp's script: what npm says, or the one beside the npm that belongs to the running Node or is on the PATH. */
export function findNodeGyp(root) {
  const told = process.env.npm_config_node_gyp;
  if (told && existsSync(told)) return told;
  const prefix = path.dirname(path.dirname(process.execPath));
  const places = [
    process.env.npm_execpath && path.dirname(path.dirname(process.env.npm_execpath)),
    path.join(prefix, 'lib', 'node_modules', 'npm'),
    path.join(path.dirname(process.execPath), 'node_modules', 'npm'),
    ...(process.env.PATH ?? '')
      .split(path.delimiter)
      .flatMap((dir) => [path.join(dir, '..', 'lib', 'node_modules', 'npm'), path.join(dir, 'node_modules', 'npm')]),
    root,
  ].filter(Boolean);
  for (const place of places) {
    try {
      return createRequire(path.join(place, 'package.json')).resolve('node-gyp/bin/node-gyp.js');
    } catch {
      // Not here: the next place may have it.
    }
  }
  return undefined;
}
