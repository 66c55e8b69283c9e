import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodecError } from '../../../../core/errors.js';
import { fileError } from '../../../files/file-errors.js';

/**
 * Checks that recordings can be written into a folder, without writing anything. One that does not exist yet can be made
 * where its parent exists.
 *
 * @throws CodecError FILE_IO naming the folder and the reason
 */
export async function checkRecordingFolder(folder: string): Promise<void> {
  try {
    await requireWritable(folder);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw fileError('write', folder, error);
    await requireWritable(dirname(folder)).catch((cause: unknown) => {
      throw new CodecError(
        'FILE_IO',
        `${folder}: cannot make the folder: ${fileError('write', dirname(folder), cause).message}`,
        {
          cause,
        },
      );
    });
  }
}

/** Makes a folder where its parent exists: a disk that is not mounted must not be written around. @throws CodecError FILE_IO */
export async function makeRecordingFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((cause: { code?: string }) => {
    if (cause.code !== 'EEXIST')
      throw new CodecError('FILE_IO', `${folder}: cannot make the folder in ${dirname(folder)}: ${cause.code}`, {
        cause,
      });
  });
}

async function requireWritable(folder: string): Promise<void> {
  if (!(await stat(folder)).isDirectory()) throw new Error('it is not a folder');
  await access(folder, constants.W_OK | constants.X_OK);
}
