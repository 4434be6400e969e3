import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { isInstalled, judged } from '../reporters/outside-tool.ts';
import { finish, start } from '../support/cli.ts';

const unit = fileURLToPath(new URL('../../deploy/camproof.service', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'camproof-unit-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!isInstalled('systemd-analyze', 'systemd'))('the unit, read by systemd', () => {
  // systemd wants the program to be there.
  const file = join(folder, 'camproof.service');
  const text = readFileSync(unit, 'utf8');
  writeFileSync(file, text.replace('"/opt/camproof/bin/camproof"', '/bin/true'));

  it('is accepted without a complaint', () => {
    expect(judged('systemd-analyze', ['verify', file])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    writeFileSync(join(folder, 'bad.service'), `${text}\n[Service]\nTypo=yes\n`);
    expect(judged('systemd-analyze', ['verify', join(folder, 'bad.service')]).stderr).toContain('Typo');
  });

  it('is exposed by 2.0 at most', () => {
    const words = ['security', '--offline=true', '--threshold=20', file];
    const { code, stdout } = judged('systemd-analyze', words);
    expect(stdout).toMatch(/Overall exposure level for camproof.service: [01]\.\d/);
    expect(code).toBe(0);
  });
});

const RECEIVER = `
import os, socket, sys
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(sys.argv[1])
print("bound", flush=True)
while True:
    print(server.recv(4096).decode().replace("\\n", " "), flush=True)
`;
const canReceive = isInstalled('python3', 'python3') && isInstalled('systemd-notify', 'systemd');

describe.skipIf(!canReceive)('the agent under systemd', () => {
  it('is ready and alive with a finished round, and not before', async () => {
    const socket = join(folder, 'notify');
    const receiver = spawn('python3', ['-c', RECEIVER, socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    let heard = '';
    receiver.stdout.setEncoding('utf8').on('data', (words: string) => {
      heard += words;
    });
    // Nothing is there to be watched: a round is finished all the same.
    const config = join(folder, 'camproof.yaml');
    writeFileSync(config, 'mediamtx: { url: "http://127.0.0.1:1" }\n');
    try {
      await expect.poll(() => heard, { timeout: 5_000 }).toBe('bound\n');
      const agent = start(['watch', '--config', config, '--format', 'jsonl'], {
        env: { NOTIFY_SOCKET: socket },
      });
      const ended = finish(agent);
      try {
        await expect.poll(() => heard, { timeout: 15_000 }).toMatch(/READY=1 WATCHDOG=1/);
      } finally {
        agent.kill('SIGTERM');
      }
      expect((await ended).code).toBe(143);
      // The tools that it runs say nothing in its name.
      expect(heard).toBe('bound\nREADY=1 WATCHDOG=1\nBARRIER=1\n');
    } finally {
      receiver.kill('SIGKILL');
      await once(receiver, 'exit');
    }
  });
});
