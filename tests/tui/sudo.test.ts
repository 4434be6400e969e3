import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROGRAM, Pty } from '../support/terminal.ts';

/** Asks for a password on the terminal as sudo does, and refuses another one; the command says what it was run as. */
const PROGRAMS = {
  sudo: `stty -echo </dev/tty; printf '[sudo] password for %s: ' "$(id -un)" >/dev/tty
read -r word </dev/tty; stty echo </dev/tty; echo >/dev/tty
[ "$word" = open-sesame ] || { echo 'sudo: 1 incorrect password attempt'; exit 1; }
exec "$@"`,
  modprobe: `echo "LOADED $*"`,
};

function programs(): string {
  const folder = mkdtempSync(join(tmpdir(), 'camproof-sudo-'));
  for (const [name, text] of Object.entries(PROGRAMS))
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  chmodSync(folder, 0o755);
  return folder;
}

/** An ordinary user, but for reading the checkout, wherever that is. */
const AS_NOBODY = [
  ...['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
  ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override'],
];

it('asks for root with sudo, in the terminal, and comes back whole whatever sudo says', {
  timeout: 60_000,
}, async () => {
  const [file = '', ...args] = [
    ...(process.getuid?.() === 0 ? AS_NOBODY : []),
    ...[process.execPath, PROGRAM, 'demo', '--cameras', '1', '--break', 'usb-without-node'],
  ];
  using shown = new Pty(file, args, { env: { PATH: `${programs()}:${process.env['PATH']}` }, cwd: tmpdir() });
  await shown.shows(/ {2}as (?!root)\S+, sees less than root[\s\S]*sudo modprobe uvcvideo/, 20_000);

  const answers = [
    { word: 'guess\r', says: 'incorrect password', ended: 'ended with 1' },
    { word: 'open-sesame\r', says: 'LOADED uvcvideo', ended: 'ended with 0' },
    { word: '\u0003', says: '[sudo] password', ended: 'ended with SIGINT' },
  ];
  for (const { word, says, ended } of answers) {
    shown.press('x');
    await shown.shows(/^run {2}sudo modprobe uvcvideo\ny runs it here/m);
    shown.press('y');
    await shown.shows(/password for \S+: *\n*$/);
    expect(shown.terminal.buffer.active.type).toBe('normal');
    shown.press(word);
    await shown.shows(`[${ended}] Enter goes back`);
    expect(shown.screen()).toContain(says);
    // What is typed at the prompt is seen by nobody.
    expect(shown.output).not.toContain('sesame');
    shown.press('\r');
    await shown.shows(`sudo modprobe uvcvideo: ${ended}`);
    expect(shown.terminal.buffer.active.type).toBe('alternate');
  }
  shown.press('6');
  for (const { ended } of answers) await shown.shows(`$ sudo modprobe uvcvideo  (${ended})`);
  shown.press('q');
  expect(await shown.ended).toBe(1);
});
