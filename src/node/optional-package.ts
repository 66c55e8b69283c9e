import { CodecError } from '../core/errors.js';

/** What a project runs whose installation left the optional packages out; npm then adds them without their scripts. */
export const INSTALL_OPTIONAL = 'npm install --ignore-scripts --include=optional';

/**
 * Loads a package that only some users need, at its first use.
 *
 * @param name the package, as npm names it
 * @param purpose what needs it, e.g. 'a configuration file'
 * @param load `() => import('name')`, spelled out so that compilers and bundlers see the import
 * @throws CodecError NOT_INSTALLED naming the package, its purpose and the command that installs it, where it is missing;
 *   whatever `load` throws otherwise
 */
export async function loadOptional<T>(name: string, purpose: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    // A file missing inside an installed package is another failure.
    if (!isMissing || !message.includes(`'${name}'`)) throw cause;
    throw new CodecError('NOT_INSTALLED', `${purpose} needs the package ${name}: ${INSTALL_OPTIONAL}`, { cause });
  }
}
