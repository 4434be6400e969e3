import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOX, type ProcessInfo, type Readings } from '../../../src/model/index.ts';
import { mediamtxFile } from '../../../src/probes/mediamtx/file.ts';
import { configFor, observe, valueIn } from './observe.ts';

let folder: string;
/** Stands for MediaMTX: only its working directory and root are looked at. */
let running: ChildProcess;
const pid = () => running.pid ?? 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'camproof-file-'));
  const environment = { MTX_PATHS_GATE_SOURCE: 'rtsp://u:hunter2@10.0.0.9/x', MTX_API: 'yes' };
  running = spawn('sleep', ['600'], { cwd: folder, env: { ...process.env, ...environment } });
  await once(running, 'spawn');
});
afterAll(async () => {
  running.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const processOf = (argv: readonly string[], over: Partial<ProcessInfo> = {}): ProcessInfo => ({
  ...{
    pid: pid(),
    ppid: 1,
    startTicks: 1,
    uid: 0,
    user: 'root',
    groups: [0],
    comm: 'mediamtx',
    argv,
    state: 'S',
  },
  ...{ cpuMs: 0, switches: 0, unit: null, session: null, mtxPath: null, fdsReadable: true, devices: [] },
  ...{ sockets: [], pipes: [], netns: null },
  ...over,
});

function look(processes: readonly ProcessInfo[]) {
  const value = { sawAll: true, scanned: 1, hidden: 0, netns: null, processes, listeners: [] };
  const frame = { source: '/proc', at: '', mono: 0, tookMs: 1, loopDelayMs: 0, maxAgeMs: 1000 };
  const known: Readings = { processes: { [BOX]: { ...frame, ok: true, value } } };
  return observe(mediamtxFile, configFor({ url: 'http://127.0.0.1:9997' }), { known });
}

const FILE = `
api: yes
apiAddress: 127.0.0.1:9997
authInternalUsers:
  - user: admin
    pass: hunter2
paths:
  cam0:
  yard/left:
    source: rtsp://u:hunter2@10.0.0.9/x
`;

describe('mediamtx.file', () => {
  it('reads the file that the command line names, relative to its working directory, without secrets', async () => {
    await writeFile(join(folder, 'my.yml'), FILE);
    const file = valueIn(await look([processOf(['/usr/bin/mediamtx', 'my.yml'])]));
    expect(file).toEqual({
      path: join(folder, 'my.yml'),
      pid: pid(),
      variables: ['MTX_PATHS_GATE_SOURCE'],
      api: true,
      apiAddress: '127.0.0.1:9997',
      rtspAddress: null,
      paths: ['cam0', 'yard/left'],
    });
  });

  it('reads an absolute file', async () => {
    const path = join(folder, 'absolute.yml');
    await writeFile(path, 'api: no\npaths: {all_others: }\n');
    expect(valueIn(await look([processOf(['mediamtx', path])]))).toMatchObject({
      api: false,
      paths: ['all_others'],
    });
  });

  it('searches as MediaMTX does where none is named', async () => {
    await writeFile(join(folder, 'mediamtx.yml'), "paths:\n  '~^cam':\n");
    expect(valueIn(await look([processOf(['./mediamtx'])]))).toMatchObject({
      path: join(folder, 'mediamtx.yml'),
      api: null,
      apiAddress: null,
    });
    await writeFile(join(folder, 'rtsp-simple-server.yml'), 'api: yes\n');
    expect(valueIn(await look([processOf(['./mediamtx'])]))).toMatchObject({
      path: join(folder, 'rtsp-simple-server.yml'),
    });
  });

  it('takes an empty file for one without settings', async () => {
    await writeFile(join(folder, 'empty.yml'), '# nothing\n');
    expect(valueIn(await look([processOf(['mediamtx', 'empty.yml'])]))).toMatchObject({
      api: null,
      paths: [],
    });
  });

  it.each([
    ['no process', () => [], 'absent'],
    ['another program', () => [processOf(['nginx'], { comm: 'nginx' })], 'absent'],
    ['a file that is gone', () => [processOf(['mediamtx', 'gone.yml'])], 'absent'],
    ['a folder', () => [processOf(['mediamtx', 'folder.yml'])], 'protocol'],
    ['a file that is too large', () => [processOf(['mediamtx', 'large.yml'])], 'too-large'],
    ['a file that is no YAML', () => [processOf(['mediamtx', 'broken.yml'])], 'protocol'],
    ['a file with a list', () => [processOf(['mediamtx', 'list.yml'])], 'protocol'],
    ['aliases that explode', () => [processOf(['mediamtx', 'bomb.yml'])], 'protocol'],
  ] as const)('is a fault with %s', async (_name, processes, code) => {
    await mkdir(join(folder, 'folder.yml'), { recursive: true });
    await writeFile(join(folder, 'large.yml'), '#'.repeat(2 * 1024 * 1024));
    await writeFile(join(folder, 'broken.yml'), 'api: [yes\npass: hunter2\n: :');
    await writeFile(join(folder, 'list.yml'), '- api\n');
    const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const bomb = levels.map(
      (name, at) => `${name}: &${name} [${Array(9).fill(at === 0 ? 'x' : `*${levels[at - 1]}`)}]`,
    );
    await writeFile(join(folder, 'bomb.yml'), bomb.join('\n'));
    const reading = await look(processes());
    expect(reading).toMatchObject({ ok: false, fault: { code } });
    expect(JSON.stringify(reading)).not.toContain('hunter2');
  });

  it('is absent where the processes are not known', async () => {
    expect(await observe(mediamtxFile, configFor({ url: 'http://127.0.0.1:9997' }))).toMatchObject({
      fault: { code: 'absent' },
    });
  });
});
