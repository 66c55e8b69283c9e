import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readTlsPair, type TlsMaterial } from '../../../../../src/node/relay/config/tls-files.js';
import { TlsWatch } from '../../../../../src/node/relay/config/tls-watch.js';
import { canMakeCertificates, makeCertificate } from '../../../../support/certificates.js';

const root = mkdtempSync(path.join(tmpdir(), 'lc-tls-'));
afterAll(() => rmSync(root, { recursive: true }));

describe.skipIf(!canMakeCertificates)('the files of a certificate', () => {
  const [old, young] = canMakeCertificates ? [makeCertificate('old.example'), makeCertificate('new.example')] : [];
  let folder: string;
  let paths: { certificate: string; key: string };
  let turn = 0;

  const write = (files: { certificate?: string; key?: string }): void => {
    for (const [name, text] of Object.entries(files)) writeFileSync(paths[name as keyof typeof paths], text);
  };

  const replaceByFolder = (name: string): void => {
    rmSync(name);
    mkdirSync(name);
  };

  beforeEach(() => {
    folder = path.join(root, String(turn++));
    mkdirSync(folder);
    paths = { certificate: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
    write(old!);
  });

  it('are read, with the names and the end of the certificate', async () => {
    const { names, validToMs, key } = await readTlsPair(paths);
    expect(names).toBe('DNS:old.example, DNS:localhost, IP Address:127.0.0.1');
    expect(key).toBe(old!.key);
    expect(validToMs).toBeGreaterThan(Date.now() + 86_400_000);
  });

  it.each<[string, () => void, RegExp]>([
    ['a missing certificate', () => rmSync(paths.certificate), /cert\.pem: cannot read it: there is no such file/],
    ['a missing key', () => rmSync(paths.key), /key\.pem: cannot read it: there is no such file/],
    ['another key', () => write({ key: young!.key }), /key\.pem: it is not the key of the certificate .*cert\.pem$/],
    ['the key as a certificate', () => write({ certificate: old!.key }), /cert\.pem: it is no certificate in PEM$/],
    ['the certificate as a key', () => write({ key: old!.certificate }), /key\.pem: it is no private key in PEM/],
    ['an empty certificate', () => write({ certificate: '' }), /cert\.pem: it is no certificate in PEM$/],
    ['half a certificate', () => write({ certificate: old!.certificate.slice(0, 200) }), /cert\.pem: it is no cert/],
    ['a folder as a key', () => replaceByFolder(paths.key), /key\.pem: cannot read it: it is a folder$/],
  ])('are refused with %s', async (_what, break_, message) => {
    break_();
    const error = await readTlsPair(paths).then(
      () => null,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toMatch(message);
    expect(error?.message).not.toContain(old!.key.split('\n')[1]);
  });

  it('are refused before and after the time of the certificate', async () => {
    const { validToMs } = await readTlsPair(paths);
    await expect(readTlsPair(paths, validToMs + 1)).rejects.toThrow(/cert\.pem: it expired at 20\d\d-/);
    await expect(readTlsPair(paths, 0)).rejects.toThrow(/cert\.pem: it is valid only from 20\d\d-/);
  });

  const watch = async (): Promise<{ events: string[]; look: (times?: number) => Promise<void> }> => {
    const events: string[] = [];
    const watching = new TlsWatch({
      paths,
      pollMs: 3_600_000,
      onChange: ({ names }: TlsMaterial) => events.push(names.split(',')[0]!),
      onProblem: (message) => events.push(message.replace(`${folder}/`, '')),
    });
    await watching.start();
    const look = async (times = 2): Promise<void> => {
      for (let i = 0; i < times; i++) await watching.look();
    };
    return { events, look };
  };

  it('are read again once they have settled after a change, and not before', async () => {
    const { events, look } = await watch();
    await look(3);
    expect(events).toEqual([]);
    write({ certificate: young!.certificate });
    await look(1);
    write({ key: young!.key });
    await look(1);
    expect(events).toEqual([]);
    await look(3);
    expect(events).toEqual(['DNS:new.example']);
  });

  it('that do not match are told once, and are used when they do', async () => {
    const { events, look } = await watch();
    write({ certificate: young!.certificate });
    await look(5);
    expect(events).toEqual([
      'key.pem: it is not the key of the certificate cert.pem'.replace('cert.pem', paths.certificate),
    ]);
    write({ key: young!.key });
    await look();
    expect(events.slice(1)).toEqual(['DNS:new.example']);
  });

  it('that are away for a while, or replaced by files renamed over them, are followed', async () => {
    const { events, look } = await watch();
    rmSync(paths.key);
    await look();
    expect(events).toEqual(['key.pem: cannot read it: there is no such file or folder']);
    for (const name of ['certificate', 'key'] as const) {
      writeFileSync(`${paths[name]}.new`, young![name]);
      renameSync(`${paths[name]}.new`, paths[name]);
    }
    await look();
    expect(events.slice(1)).toEqual(['DNS:new.example']);
  });

  it('behind links are followed when the links are swapped, of files and of folders', async () => {
    for (const [name, pair] of [
      ['v1', old!],
      ['v2', young!],
    ] as const) {
      mkdirSync(path.join(folder, name));
      writeFileSync(path.join(folder, name, 'cert.pem'), pair.certificate);
      writeFileSync(path.join(folder, name, 'key.pem'), pair.key);
    }
    // As Kubernetes does: files lead through a link to a folder, which is renamed over.
    symlinkSync('v1', path.join(folder, 'data'));
    rmSync(paths.certificate);
    rmSync(paths.key);
    symlinkSync('data/cert.pem', paths.certificate);
    symlinkSync('data/key.pem', paths.key);
    const { events, look } = await watch();
    symlinkSync('v2', path.join(folder, 'data.new'));
    renameSync(path.join(folder, 'data.new'), path.join(folder, 'data'));
    await look();
    expect(events).toEqual(['DNS:new.example']);
    // As certbot does: each link is made anew.
    for (const name of ['cert.pem', 'key.pem']) {
      symlinkSync(`v1/${name}`, path.join(folder, `${name}.new`));
      renameSync(path.join(folder, `${name}.new`), path.join(folder, name));
    }
    await look();
    expect(events).toEqual(['DNS:new.example', 'DNS:old.example']);
  });
});
