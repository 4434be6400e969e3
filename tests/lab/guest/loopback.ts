import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { nodeKind } from '../../../src/cameras/nodes.ts';
import { ask, list } from './probes.ts';
import { until } from './proc.ts';
import { run } from './run.ts';
import { CannotTry, type Scenario } from './scenario.ts';
import { toldByTool, toldByUs } from './v4l2-ctl.ts';

const PATH = '/dev/video40';

/** A second kind of device: an output until a program writes to it, then a camera that delivers what that one wrote. */
export const loopback: Scenario = async () => {
  const loaded = await run([
    'modprobe',
    'v4l2loopback',
    'video_nr=40',
    'exclusive_caps=1',
    'card_label=Film',
  ]);
  if (loaded.code !== 0) throw new CannotTry(loaded.stderr.trim());
  const kind = async () => {
    const node = (await list()).nodes.find(({ path }) => path === PATH) ?? assert.fail(`no ${PATH}`);
    return nodeKind(node, await ask(PATH));
  };
  const alike = async () => {
    const { ms: _, ...theirs } = await toldByTool(PATH);
    const ours = toldByUs(await ask(PATH));
    assert.deepEqual({ ...ours, rate: theirs.rate, current: theirs.current }, theirs);
    return ours;
  };
  await until(`${PATH} is there`, async () => (await list()).nodes.some(({ path }) => path === PATH));
  const { kind: before, why } = await kind();
  assert.equal(before, 'output');
  assert.match(why, /^output until a program writes to it/);
  await alike();
  const source = [
    '-f',
    'lavfi',
    '-re',
    '-i',
    'testsrc2=size=320x240:rate=10',
    '-c:v',
    'mjpeg',
    '-pix_fmt',
    'yuvj420p',
  ];
  const writer = spawn('ffmpeg', ['-loglevel', 'error', '-nostdin', ...source, '-f', 'v4l2', PATH], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(writer, 'exit');
  try {
    await until('it is a camera', async () => (await kind()).kind === 'camera');
    const { modes, current } = await alike();
    assert.ok(modes.includes('MJPG 320x240'), modes.join(', '));
    assert.equal((await ask(PATH)).driver, 'v4l2 loopback');
    return { before, after: 'camera', current: current ?? 'none' };
  } finally {
    writer.kill('SIGKILL');
    await ended;
    await run(['modprobe', '-r', 'v4l2loopback']);
  }
};
