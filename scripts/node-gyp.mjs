// What a build of the addon requires: the running Node's headers and npm's node-gyp. Nothing is
// downloaded. Used by install-native.mjs and prebuild.mjs.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Folder of node_api.h: npm's `nodedir` setting, or the prefix of the running Node. */
export function findNodeDir() {
  const configured = process.env.npm_config_nodedir;
  const candidates = configured
    ? [configured]
    : [path.dirname(path.dirname(process.execPath)), path.dirname(process.execPath)];
  return candidates.find((dir) => existsSync(path.join(dir, 'include', 'node', 'node_api.h')));
}

/** node-gyp's script: npm's `node_gyp` setting, or the one beside the npm of the running Node or on the PATH. */
export function findNodeGyp(root) {
  const configured = process.env.npm_config_node_gyp;
  if (configured && existsSync(configured)) return configured;
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
      // Not found: try the next folder.
    }
  }
  return undefined;
}
