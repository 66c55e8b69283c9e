import { CodecError } from '../../core/errors.js';

/** Common system errors in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'it would be larger than a file may be',
  EBUSY: 'it is in use',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links form a loop',
};

/** A system error as CodecError FILE_IO, with the path and the reason in words. A CodecError is returned as it is. */
export function fileError(verb: 'open' | 'read' | 'write', path: string, cause: unknown): CodecError {
  if (cause instanceof CodecError) return cause;
  const code = (cause as { code?: string } | null)?.code ?? '';
  const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new CodecError('FILE_IO', `${path}: cannot ${verb} it: ${reason}`, { cause });
}
