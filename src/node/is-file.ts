import { stat } from 'node:fs/promises';

/** Whether there is a file at `path`, or a link to one; false also where it cannot be looked at. */
export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
