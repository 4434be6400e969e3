import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTool } from '../../../src/probes/run-tool.ts';
import { clock } from '../../../src/probes/system/clock.ts';
import { host } from '../../../src/probes/system/host.ts';
import { journal } from '../../../src/probes/system/journal.ts';
import { factsOf } from '../../../src/probes/system/kernel-log.ts';
import { powerProbe } from '../../../src/probes/system/power.ts';
import { resourcesProbe } from '../../../src/probes/system/resources.ts';
import { unitsOf, unitsProbe } from '../../../src/probes/system/units.ts';
import { made, pathConfig } from '../../support/sweeps.ts';
import { configFor, observe } from '../mediamtx/observe.ts';

/** Writes files of a made-up /proc or /sys and gives its root. */
function tree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'camproof-sys-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}
const config = configFor({ url: 'http://127.0.0.1:1' });

describe('resources', () => {
  it('of this machine are plausible', async () => {
    const seen = await observe(resourcesProbe(), config);
    if (!seen.ok) throw new Error(seen.fault.message);
    expect(seen.value.memoryTotal).toBeGreaterThan(seen.value.memoryAvailable);
    expect(seen.value.disks[0]).toMatchObject({
      path: '/',
      purpose: 'system',
      readOnly: expect.any(Boolean),
    });
  });

  it('are read from /proc and /sys', async () => {
    const proc = tree({
      meminfo: 'MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    250 kB\n',
      loadavg: '1.50 1.00 0.50 1/100 1\n',
      vmstat: 'nr_free_pages 1\noom_kill 3\n',
      'pressure/cpu': 'some avg10=42.50 avg60=0.00 avg300=0.00 total=1\n',
    });
    const sys = tree({
      'class/thermal/thermal_zone0/type': 'cpu-thermal\n',
      'class/thermal/thermal_zone0/temp': '81250\n',
      'class/thermal/thermal_zone0/trip_point_0_type': 'critical\n',
      'class/thermal/thermal_zone0/trip_point_0_temp': '110000\n',
      'class/thermal/thermal_zone1/temp': '0\n',
      'class/net/eth0/operstate': 'up\n',
      'class/net/eth0/statistics/rx_errors': '7\n',
    });
    expect(await observe(resourcesProbe({ proc, sys, fstab: '/nowhere' }), config)).toMatchObject({
      value: {
        load1: 1.5,
        memoryTotal: 1_024_000,
        memoryAvailable: 256_000,
        oomKills: 3,
        pressure: { cpu: 0.425, memory: null, io: null },
        temperatures: [{ name: 'cpu-thermal', celsius: 81.25, criticalCelsius: 110 }],
        network: [{ name: 'eth0', up: true, rxErrors: 7, txErrors: 0 }],
      },
    });
  });

  it('count recordings where they are written', async () => {
    const folder = tree({ 'cam0/a.mp4': 'x'.repeat(10), 'cam0/b.mp4': 'y'.repeat(20) });
    const known = {
      'mediamtx.pathConfigs': {
        box: made([pathConfig(0, { record: true, recordPath: `${folder}/%path/%Y` })]),
      },
    };
    expect(await observe(resourcesProbe(), config, { known })).toMatchObject({
      value: {
        disks: [{ path: '/' }, { path: folder, purpose: 'recordings', recordings: { files: 2, bytes: 30 } }],
      },
    });
  });
});

/** Runs with made-up programs found before all others. */
async function withTools<T>(tools: Readonly<Record<string, string>>, run: () => Promise<T>): Promise<T> {
  const folder = tree(
    Object.fromEntries(Object.entries(tools).map(([name, text]) => [name, `#!/bin/sh\n${text}\n`])),
  );
  for (const name of Object.keys(tools)) chmodSync(join(folder, name), 0o755);
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder}:${before}`;
  try {
    return await run();
  } finally {
    process.env['PATH'] = before;
  }
}

describe('a mount of a server', () => {
  const proc = () =>
    tree({
      'self/mountinfo':
        '27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw\n60 27 0:40 / /mnt/n\\040s ro - nfs4 nas:/a ro,hard\n',
    });
  const known = {
    'mediamtx.pathConfigs': { box: made([pathConfig(0, { record: true, recordPath: '/mnt/n s/%path' })]) },
  };
  const look = () =>
    observe(resourcesProbe({ proc: proc(), sys: '/sys', fstab: '/nowhere' }), config, { known });

  it('is asked for by a child', async () => {
    const seen = await withTools({ df: 'echo "1B-blocks Avail"; echo "1000 250"' }, look);
    expect(seen).toMatchObject({
      value: {
        disks: [
          { path: '/' },
          { path: '/mnt/n s', total: 1000, available: 250, readOnly: true, recordings: null },
        ],
      },
    });
  });

  it('that hangs leaves the rest to be told', async () => {
    const seen = await withTools({ df: 'sleep 60' }, look);
    expect(seen).toMatchObject({ ok: true, value: { disks: [{ path: '/' }] } });
  });
});

describe('the system of a box', () => {
  const look = (system: string, fstab: string, mount = 'rw,relatime shared:1') => {
    const files = tree({ 'self/mountinfo': `27 1 8:1 / / ${mount} - ${system}\n`, fstab });
    return observe(resourcesProbe({ proc: files, sys: '/sys', fstab: join(files, 'fstab') }), config);
  };

  it.each([
    ['became read-only', '# ro\n/dev/root\t/\text4\tdefaults\t0 1\n', true],
    ['is meant to be read-only', '/dev/root\t/\text4\tdefaults,ro\t0 1\n', false],
  ])('that %s is told so: %j %s', async (_, fstab, readOnly) => {
    expect(await look('ext4 /dev/root ro', fstab)).toMatchObject({
      value: { disks: [{ path: '/', readOnly }] },
    });
  });

  it('that is read-only for us alone, as in the sandbox of the agent, is not', async () => {
    const seen = await look('ext4 /dev/root rw,errors=remount-ro', '', 'ro,nosuid');
    expect(seen).toMatchObject({ value: { disks: [{ path: '/', readOnly: false }] } });
  });

  it('that is an image is no disk that could be full', async () => {
    expect(await look('squashfs /dev/root ro', '')).toMatchObject({ value: { disks: [] } });
  });
});

describe('the supply', () => {
  it.each([
    ['1\n', true],
    ['0\n', false],
  ])('with an alarm of %j is under-voltage: %s', async (alarm, under) => {
    const sys = tree({
      'class/hwmon/hwmon0/name': 'other\n',
      'class/hwmon/hwmon1/name': 'rpi_volt\n',
      'class/hwmon/hwmon1/in0_lcrit_alarm': alarm,
    });
    expect(await observe(powerProbe(sys), config)).toMatchObject({
      ok: true,
      value: { underVoltageNow: under },
    });
  });

  it.each([
    ['0x0', { underVoltageNow: false, underVoltageSeen: false, throttledNow: false, throttledSeen: false }],
    ['0x50005', { underVoltageNow: true, underVoltageSeen: true, throttledNow: true, throttledSeen: true }],
    ['0x80008', { underVoltageNow: false, throttledNow: false, throttledSeen: true }],
  ])('by the firmware, throttled=%s', async (bits, value) => {
    const seen = await withTools({ vcgencmd: `echo throttled=${bits}` }, () =>
      observe(powerProbe(tree({})), config),
    );
    expect(seen).toMatchObject({ ok: true, value });
  });

  it('without an alarm now says nothing of before', async () => {
    const sys = tree({ 'class/hwmon/hwmon1/name': 'rpi_volt', 'class/hwmon/hwmon1/in0_lcrit_alarm': '0' });
    expect(await observe(powerProbe(sys), config)).toMatchObject({
      value: { underVoltageNow: false, underVoltageSeen: null },
    });
  });

  it('of a board that does not tell is unsupported, not in order', async () => {
    expect(await observe(powerProbe(tree({})), config)).toMatchObject({
      ok: false,
      fault: { code: 'unsupported' },
    });
  });
});

describe('the kernel log', () => {
  const NOW = 10_000;
  const told = (...lines: readonly string[]) => factsOf(lines.join('\n'), NOW);

  it('is sorted by what concerns cameras', () => {
    const log = told(
      '[    1.0] usb 1-1.2: USB disconnect, device number 5',
      '[ 9000.0] usb 1-1.2: USB disconnect, device number 6',
      '[ 9003.0] uvcvideo 1-1.2:1.1: Non-zero status (-71) in video completion handler.',
      '[ 9004.0] hwmon hwmon1: Undervoltage detected!',
      '[ 9005.0] Out of memory: Killed process 77 (ffmpeg)',
      '[ 9006.0] usb 1-1.2: reset-resume failed with error -5',
      '[ 9007.0] EXT4-fs (sda1): mounted filesystem',
      '[ 9008.0] xhci_hcd 0000:01:00.0: HC died; cleaning up',
    );
    expect(log).toEqual({
      usbDisconnects: [
        { port: '1-1.2', count: 2, recent: 1, last: 'usb 1-1.2: USB disconnect, device number 6' },
      ],
      videoErrors: [
        {
          subject: '1-1.2:1.1',
          count: 1,
          recent: 1,
          last: 'uvcvideo 1-1.2:1.1: Non-zero status (-71) in video completion handler.',
        },
      ],
      notEnumerated: [],
      suspendErrors: ['usb 1-1.2: reset-resume failed with error -5'],
      controllerDied: ['xhci_hcd 0000:01:00.0: HC died; cleaning up'],
      underVoltage: ['hwmon hwmon1: Undervoltage detected!'],
      oomKills: ['Out of memory: Killed process 77 (ffmpeg)'],
    });
  });

  it('does not count what a plug says while it is pulled, nor controls that a camera has not', () => {
    expect(
      told(
        '[ 9000.1] uvcvideo 1-1.2:1.1: Non-zero status (-71) in video completion handler.',
        '[ 9000.9] usb 1-1.2: USB disconnect, device number 6',
        '[ 9001.0] uvcvideo 1-3:1.0: Failed to query (GET_DEF) UVC control 7 on unit 3: -32 (exp. 2).',
      ).videoErrors,
    ).toEqual([]);
  });

  it('tells a port with something that never came up, until something does', () => {
    const failing = [
      '[ 9000.0] usb 1-1.3: new full-speed USB device number 9 using xhci_hcd',
      '[ 9000.5] usb 1-1.3: device descriptor read/64, error -71',
      '[ 9001.0] usb 1-1-port3: unable to enumerate USB device',
      '[ 9002.0] usb usb2-port4: Cannot enable. Maybe the USB cable is bad?',
    ];
    expect(told(...failing).notEnumerated).toMatchObject([
      { port: '1-1.3', count: 1, recent: 1, last: 'usb 1-1-port3: unable to enumerate USB device' },
      { port: '2-4', count: 1 },
    ]);
    const mended =
      '[ 9005.0] usb 1-1.3: New USB device found, idVendor=046d, idProduct=082d, bcdDevice= 0.11';
    expect(told(...failing, mended).notEnumerated).toMatchObject([{ port: '2-4' }]);
  });

  it('without times counts all it has', () => {
    const [disconnects] = factsOf('usb 1-1: USB disconnect, device number 5', NOW).usbDisconnects;
    expect(disconnects).toEqual({ port: '1-1', count: 1, last: 'usb 1-1: USB disconnect, device number 5' });
  });

  it('without trouble has none', () => {
    expect(Object.values(told('[1.0] all is well', '')).flat()).toEqual([]);
  });
});

describe('systemd units', () => {
  it('are read from systemctl show, and those that do not exist are left out', () => {
    const text =
      'Id=mediamtx.service\nType=simple\nWantedBy=multi-user.target\nTriggeredBy=\nLoadState=loaded\nActiveState=failed\nSubState=failed\nUnitFileState=enabled\nResult=exit-code\nRestart=no\nNRestarts=4\nExecMainStatus=1\nAfter=network.target sysinit.target\nFragmentPath=/etc/x\n\nId=other.service\nLoadState=not-found\nActiveState=inactive\n';
    expect(unitsOf(text)).toEqual([
      {
        unit: 'mediamtx.service',
        type: 'simple',
        activeState: 'failed',
        subState: 'failed',
        unitFileState: 'enabled',
        result: 'exit-code',
        restart: 'no',
        restarts: 4,
        execMainStatus: 1,
        after: ['network.target', 'sysinit.target'],
        startedBy: ['multi-user.target'],
        fragmentPath: '/etc/x',
      },
    ]);
  });
});

describe('a systemd', () => {
  const folder = tree({});
  const ask = (script: string) => withTools({ systemctl: script }, () => observe(unitsProbe(folder), config));

  it('that does not answer is a fault, not a machine without units', async () => {
    expect(await ask('echo "Failed to connect to bus" >&2; exit 1')).toMatchObject({
      fault: { code: 'internal', message: 'Failed to connect to bus' },
    });
  });

  it('is asked for whatever is called after MediaMTX or cameras', async () => {
    const seen = await ask('for unit; do printf "Id=%s\\nLoadState=loaded\\n\\n" "$unit"; done');
    if (!seen.ok) throw new Error(seen.fault.message);
    expect(seen.value.units.map(({ unit }) => unit)).toEqual(
      expect.arrayContaining(['mediamtx*.service', '*camera*.service']),
    );
  });
});

describe('the journal', () => {
  const ask = (script: string) =>
    withTools({ journalctl: script }, () => observe(journal, config, { subject: 'x.service' }));

  it('keeps what sounds like trouble', async () => {
    expect(await ask('echo all is well; echo open /dev/video0: Device or resource busy')).toMatchObject({
      value: { lines: ['open /dev/video0: Device or resource busy'] },
    });
  });

  it('that may not be read is denied, not silent', async () => {
    expect(
      await ask('echo "Hint: You are currently not seeing messages from other users" >&2'),
    ).toMatchObject({
      fault: { code: 'denied' },
    });
  });
});

describe('the clock', () => {
  const ask = (word: string) => withTools({ timedatectl: `echo ${word}` }, () => observe(clock, config));

  it.each([
    ['yes', true],
    ['no', false],
  ])('is synchronised: timedatectl says %s', async (word, synchronized) => {
    expect(await ask(word)).toMatchObject({ value: { synchronized, source: 'timedatectl' } });
  });
});

describe('the host', () => {
  it('says who and where we are', async () => {
    expect(await observe(host, config)).toMatchObject({
      ok: true,
      value: {
        uid: process.getuid?.(),
        bootId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        arch: process.arch,
      },
    });
  });
});

describe('a tool', () => {
  const soon = () => AbortSignal.timeout(300);
  it('gives its output and its code', async () => {
    expect(await runTool(['sh', '-c', 'echo out; echo err >&2; exit 3'], AbortSignal.timeout(5_000))).toEqual(
      { code: 3, stdout: 'out\n', stderr: 'err\n' },
    );
  });
  it('that is not installed is a fault of its own', async () => {
    await expect(runTool(['camproof-no-such-tool'], soon())).rejects.toMatchObject({ code: 'tool-missing' });
  });
  it('that hangs is killed with all it started', async () => {
    const mark = `6${Math.floor(Math.random() * 1e6)}`;
    await expect(runTool(['sh', '-c', `sleep ${mark} & sleep ${mark}`], soon())).rejects.toMatchObject({
      code: 'timeout',
    });
    await expect
      .poll(async () => (await runTool(['pgrep', '-f', `^sleep ${mark}`], AbortSignal.timeout(5_000))).stdout)
      .toBe('');
  });
  it('that floods keeps the newest', async () => {
    const { stdout } = await runTool(
      ['sh', '-c', 'yes | head -c 5000000; echo end'],
      AbortSignal.timeout(10_000),
    );
    expect(stdout.length).toBeLessThanOrEqual(256 * 1024);
    expect(stdout.endsWith('end\n')).toBe(true);
  });
});
