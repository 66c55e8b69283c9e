import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Whether certificates can be made here: by the program `openssl`. */
export const canMakeCertificates = spawnSync('openssl', ['version']).status === 0;

/** A certificate for localhost, signed by itself, valid for two days, and its key; both PEM. */
export function makeCertificate(name = 'localhost'): { readonly certificate: string; readonly key: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'lc-cert-'));
  try {
    const [certificate, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
    const run = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-keyout', key, '-out', certificate, '-subj', `/CN=${name}`],
      ...['-addext', `subjectAltName=DNS:${name},DNS:localhost,IP:127.0.0.1`],
    ]);
    if (run.status !== 0) throw new Error(`openssl failed: ${run.stderr}`);
    return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
