import { gzipSync } from 'node:zlib';

/** One member of an archive. */
export interface TarMember {
  readonly name: string;
  /** @default 'file' */
  readonly kind?: 'file' | 'symlink' | 'folder' | 'fifo';
  readonly data?: Uint8Array | string;
  /** Of a symlink. */
  readonly target?: string;
  /** @default 0o644 */
  readonly mode?: number;
}

const KINDS = { file: '0', symlink: '2', folder: '5', fifo: '6' } as const;

/** A gzipped tar archive with any names and links, which `tar` itself would refuse to make. */
export function tarball(members: readonly TarMember[]): Buffer {
  const parts = members.flatMap(({ name, kind = 'file', data = '', target = '', mode = 0o644 }) => {
    const bytes = Buffer.from(data);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
    for (const at of [108, 116]) header.write('0000000\0', at);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.fill(' ', 148, 156);
    header.write(KINDS[kind], 156);
    header.write(target, 157);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]));
}
