import { fileURLToPath } from 'node:url';

/**
 * Path of a built JavaScript file beside the module at `moduleUrl`: for workers and child processes, which Node cannot
 * start from TypeScript. A module that runs from `src` itself, as in the tests, gets the one of `dist`.
 */
export function builtFile(moduleUrl: string, name: string): string {
  const path = fileURLToPath(new URL(name, moduleUrl));
  return moduleUrl.endsWith('.ts') ? path.replace(/([\\/])src([\\/](?!.*[\\/]src[\\/]))/, '$1dist$2') : path;
}
