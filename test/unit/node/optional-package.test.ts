import { describe, expect, it } from 'vitest';
import { INSTALL_OPTIONAL, loadOptional } from '../../../src/node/optional-package.js';

/** A name that no registry can hold. */
const MISSING = '@latentcast/not.a.package';

describe('an optional package', () => {
  it('is what its import resolves to', async () => {
    expect(await loadOptional('node:path', 'this test', () => import('node:path'))).toBe(await import('node:path'));
  });

  it('that is missing is named with its purpose and the command that installs it', async () => {
    const name: string = MISSING;
    await expect(loadOptional(MISSING, 'a configuration file', () => import(name))).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: `a configuration file needs the package ${MISSING}: ${INSTALL_OPTIONAL}`,
    });
  });

  it('that fails for another reason throws that reason', async () => {
    const cause = new Error('no binary for this platform');
    await expect(loadOptional('any', 'this test', () => Promise.reject(cause))).rejects.toBe(cause);
  });

  it('in which a file is missing throws that, and not that the package is missing', async () => {
    const cause = Object.assign(new Error("Cannot find module './inner.js'"), { code: 'MODULE_NOT_FOUND' });
    await expect(loadOptional('any', 'this test', () => Promise.reject(cause))).rejects.toBe(cause);
  });
});
