import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LoopWatch } from '../../src/probes/loop-watch.ts';
import { journal } from '../../src/probes/system/journal.ts';
import { maskSecrets } from '../../src/probes/text.ts';
import { packBundle } from '../../src/record/bundle.ts';
import { findLogs } from '../../src/record/logs.ts';
import { redactLog, withoutSecrets } from '../../src/record/redact.ts';
import { healthyBox, made, withReading } from '../support/sweeps.ts';

describe('what looks like a secret', () => {
  it.each([
    ['password: hunter2', 'password: ***'],
    ['DB_PASSWORD=hunter2 user=x', 'DB_PASSWORD=*** user=x'],
    ['{"api_key":"a \\"b\\" c","n":1}', '{"api_key":***,"n":1}'],
    ['{\\"token\\":\\"abc\\"}', '{\\"token\\":***}'],
    ['mediamtx --publish-password hunter2 --port 1', 'mediamtx --publish-password *** --port 1'],
    ['Authorization: Bearer abcdefgh.ijk', 'Authorization: Bearer ***'],
    ['jwt eyJhbGciOi.eyJzdWIi.c2lnbmF0 end', 'jwt *** end'],
    ['reading rtsp://u:p@h/cam0?key=k failed', 'reading rtsp://h/cam0?key=*** failed'],
    ['authentication failed: path cam0', 'authentication failed: path cam0'],
    ['the token of camera 0 is late', 'the token of camera 0 is late'],
  ])('%s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each(['a', 'token', 'eyJabcdef.', '"', 'password="'])('costs little, however long: %s…', (word) => {
    const before = performance.now();
    maskSecrets(word.repeat(2_000_000 / word.length));
    expect(performance.now() - before).toBeLessThan(500);
  });
});

it('known secrets go in every form; a short one stays where it may be part of a name', () => {
  const secret = 'p"ä ss/word';
  expect(
    withoutSecrets(`${secret} ${JSON.stringify({ secret })} ${encodeURIComponent(secret)}`, [secret]),
  ).toBe('*** {"secret":"***"} ***');
  expect(withoutSecrets('path cam0', ['cam0'])).toBe('path cam0');
  expect(redactLog('said cam0\u001b[31m\nand more', ['cam0'])).toBe('said ***\nand more');
});

describe('logs', () => {
  afterEach(() => vi.unstubAllEnvs());
  /** Programs that say this, in place of the machine's own. */
  function programs(said: Readonly<Record<string, string>>): void {
    const folder = mkdtempSync(join(tmpdir(), 'camproof-logs-'));
    for (const [name, text] of Object.entries(said)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  }
  const withUnit = withReading(
    healthyBox(1),
    'units',
    'box',
    made({
      available: true,
      units: [
        {
          unit: 'mediamtx.service',
          activeState: 'failed',
          subState: 'failed',
          unitFileState: 'enabled',
          result: 'exit-code',
          restart: 'no',
          restarts: 0,
          execMainStatus: 1,
          after: [],
          fragmentPath: '',
        },
      ],
    }),
  );

  it('are the journals of the units and what the kernel says of cameras; what is missing has its reason', async () => {
    programs({ journalctl: 'echo "$@"', dmesg: 'echo usb 1-1: reset; echo bluetooth: up' });
    const logs = await findLogs(withUnit, '/no/such/state', AbortSignal.timeout(20_000));
    expect(logs).toEqual([
      {
        name: 'logs/mediamtx.service.log',
        text: '-u mediamtx.service -n 1000 -o short-iso --no-pager\n',
        missing: null,
      },
      { name: 'logs/kernel.log', text: 'usb 1-1: reset\n', missing: null },
      {
        name: 'logs/agent-changes.jsonl',
        text: null,
        missing: 'no agent keeps its state in /no/such/state/changes.jsonl',
      },
    ]);
    programs({ journalctl: 'echo no rights >&2; exit 1', dmesg: 'exit 1' });
    const [denied] = await findLogs(withUnit, '/no/such/state', AbortSignal.timeout(20_000));
    expect(denied).toMatchObject({ text: null, missing: 'journalctl: no rights\n' });
  });

  it('leave no secret in a sweep either', async () => {
    programs({ journalctl: 'echo "login failed: password=hunter2 rtsp://u:hunter2@h/cam0"' });
    const { runProbe } = await import('../../src/probes/run.ts');
    const loop = new LoopWatch();
    const context = { config: {}, devices: {}, known: {}, wake: false } as unknown as Parameters<
      typeof runProbe
    >[2];
    const made = await runProbe(journal, 'mediamtx.service', context, AbortSignal.timeout(20_000), loop);
    loop.stop();
    expect(made).toMatchObject({ ok: true, value: { lines: ['login failed: password=*** rtsp://h/cam0'] } });
  });

  it('a bundle without tar is refused, and nothing is left', async () => {
    vi.stubEnv('PATH', '/no/such/folder');
    const file = join(mkdtempSync(join(tmpdir(), 'camproof-tar-')), 'a.tar.gz');
    const packed = packBundle(
      file,
      'a',
      [{ name: 'x', what: 'x', content: 'x' }],
      AbortSignal.timeout(20_000),
    );
    await expect(packed).rejects.toThrow('tar is not installed');
    await expect(import('node:fs/promises').then(({ stat }) => stat(file))).rejects.toThrow('ENOENT');
  });
});
