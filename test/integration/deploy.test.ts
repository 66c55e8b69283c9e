import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RELAY_SERVER_DEFAULTS } from '../../src/node/relay/defaults.js';
import { OPERATIONS_DEFAULTS } from '../../src/node/relay/operations/options.js';

const read = (name: string): string => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');
const dir = mkdtempSync(join(tmpdir(), 'latentcast-deploy-'));
afterAll(() => rmSync(dir, { recursive: true }));

const SYSTEMD = '/usr/bin/systemd-analyze';

describe('deploy/latentcast.service', () => {
  const unit = read('latentcast.service');

  it('runs a command that exists, reloads by SIGHUP, and waits longer than the relay does', () => {
    expect(unit).toMatch(/^ExecStart=\S+\/latentcast serve --config \S+\.yaml$/m);
    expect(unit).toMatch(/^ExecReload=\/bin\/kill -HUP \$MAINPID$/m);
    const stopSeconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)![1]);
    expect(1000 * stopSeconds).toBeGreaterThan(2 * RELAY_SERVER_DEFAULTS.graceMs);
    expect(unit).not.toMatch(/^MemoryDenyWriteExecute=/m);
  });

  it.skipIf(!existsSync(SYSTEMD))('is one that systemd takes, with little exposed', () => {
    const path = join(dir, 'latentcast.service');
    writeFileSync(path, unit.replaceAll('/usr/local/bin/latentcast', '/bin/true'));
    execFileSync(SYSTEMD, ['verify', path], { stdio: 'pipe' });
    const report = execFileSync(SYSTEMD, ['security', '--offline=true', path], { encoding: 'utf8', stdio: 'pipe' });
    const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(report)![1]);
    expect(exposure).toBeLessThan(2);
  });
});

describe('deploy/Containerfile', () => {
  it('runs as nobody in particular, exposes the default ports, and asks /readyz', () => {
    const file = read('Containerfile');
    expect(file).toMatch(/^USER 10001:10001$/m);
    expect(file).toMatch(new RegExp(`^EXPOSE ${RELAY_SERVER_DEFAULTS.port} ${OPERATIONS_DEFAULTS.metrics.port}$`, 'm'));
    expect(file).toContain(`http://127.0.0.1:${RELAY_SERVER_DEFAULTS.port}/readyz`);
  });
});
