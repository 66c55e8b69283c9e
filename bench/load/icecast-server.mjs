/** Icecast for the benches: as a process of its own, with a configuration in a folder of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pinned } from './pinned.mjs';

/**
 * Starts Icecast on core 0. @param burstBytes that a new listener is sent at once
 *
 * Sources publish with the password `source`; `remove` deletes its folder when it has ended.
 */
export async function startIcecast(burstBytes = 0) {
  const folder = mkdtempSync(path.join(tmpdir(), 'icecast-'));
  const port = 18_000 + (process.pid % 1000);
  const user = spawnSync('id', ['-u', 'icecast2'], { encoding: 'utf8' });
  const group = spawnSync('id', ['-g', 'icecast2'], { encoding: 'utf8' });
  const asUser = process.getuid() === 0 && user.status === 0;
  mkdirSync(path.join(folder, 'log'));
  if (asUser)
    for (const name of [folder, path.join(folder, 'log')]) chownSync(name, Number(user.stdout), Number(group.stdout));
  chmodSync(folder, 0o755);
  writeFileSync(path.join(folder, 'icecast.xml'), icecastXml(folder, port, asUser, burstBytes));
  const command = pinned(0, 'icecast2', '-c', path.join(folder, 'icecast.xml'));
  const child = spawn(command[0], command.slice(1), { stdio: 'ignore' });
  await delay(1000);
  return { port, child, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const icecastXml = (folder, port, asUser, burstBytes) => `<icecast>
  <limits><clients>50000</clients><sources>2</sources><queue-size>524288</queue-size><client-timeout>30</client-timeout>
    <header-timeout>15</header-timeout><source-timeout>10</source-timeout>
    <burst-on-connect>${burstBytes > 0 ? 1 : 0}</burst-on-connect><burst-size>${burstBytes}</burst-size></limits>
  <authentication><source-password>source</source-password><admin-user>admin</admin-user>
    <admin-password>admin</admin-password></authentication>
  <hostname>localhost</hostname>
  <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <fileserve>0</fileserve>
  <paths><basedir>/usr/share/icecast2</basedir><logdir>${folder}/log</logdir><webroot>/usr/share/icecast2/web</webroot>
    <adminroot>/usr/share/icecast2/admin</adminroot></paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>1</loglevel></logging>
  <security><chroot>0</chroot>${
    asUser ? '<changeowner><user>icecast2</user><group>icecast</group></changeowner>' : ''
  }</security>
</icecast>
`;
