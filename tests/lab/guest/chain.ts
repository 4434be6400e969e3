import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { checkBox, type JudgedFinding, type Report, reading, type Sweep } from '../../../src/index.ts';
import { encodedTo, type LabBox, MODE, pathOf } from './box.ts';
import { run } from './run.ts';
import { CannotTry, type Facts } from './scenario.ts';

/** Proves one thing on a box whose cameras are real devices; leaves it healthy. */
export type BoxScenario = (box: LabBox) => Promise<Facts>;

/** The links up to `ready`: no stream is opened, and nothing else of the box looked at. */
export const look = async (box: LabBox): Promise<{ report: Report; sweep: Sweep }> => {
  const looked = await checkBox({
    config: await box.config(),
    options: { only: ['device', 'capture', 'publish', 'ready'] },
    timeoutMs: 60_000,
  });
  if (box.others.some((path) => reading(looked.sweep.readings, 'capabilities', path)?.ok)) looks++;
  return looked;
};

let looks = 0;
/** How often a device was opened so far that somebody else reads. */
export const looksSoFar = (): number => looks;

/** `device: device-busy (pid 7 …)` of a camera, or `proved`. */
export function brokenLink({ cameras, findings }: Report, id: string): string {
  const camera = cameras.find((one) => one.id === id) ?? assert.fail(`no camera ${id}`);
  if (camera.firstBroken === null) return camera.proved ? 'proved' : camera.headline;
  const found = findings.find(({ subject, status }) => subject === id && status === 'fail');
  return `${camera.firstBroken}: ${found?.diagnosis?.code ?? found?.summary}`;
}

/** Everything that a report says about a camera, in one text. */
export const wordsAbout = ({ findings }: Report, id: string): string =>
  JSON.stringify(
    findings
      .filter(({ subject, status }) => subject === id && !['blocked', 'off'].includes(status))
      .map(({ checkId, status, summary, evidence, diagnosis }) => [
        checkId,
        status,
        summary,
        evidence.map(({ label, actual }) => `${label}: ${actual}`),
        diagnosis,
      ]),
  );

/** Every link of every camera but the viewers', with the join of path, process and device as the kernel tells it. */
export const wholeChain: BoxScenario = async (box) => {
  const links = ['device', 'capture', 'publish', 'ready', 'decode', 'decode-pictures', 'service', 'health'];
  const { report } = await checkBox({
    config: await box.config(),
    options: { only: links },
    timeoutMs: 60_000,
  });
  for (const [index, { pid }] of box.publishers.entries()) {
    const id = pathOf(index);
    const of = report.findings.filter(({ subject }) => subject === id);
    assert.deepEqual(
      of.map(({ checkId, status }) => `${checkId} ${status}`),
      links.map((link) => `${link} pass`),
      wordsAbout(report, id),
    );
    assert.match(summary(report, id, 'capture'), new RegExp(`pid ${pid} ffmpeg`));
    assert.match(summary(report, id, 'publish'), new RegExp(`socket :\\d+ of pid ${pid} ffmpeg`));
  }
  return {
    cameras: box.publishers.length,
    links: links.length,
    'ms for the check': Math.round(report.tookMs),
  };
};

/** What the command says of playing the first camera; in a process of its own, as this one serves the box. */
async function play(box: LabBox, ...checks: readonly string[]): Promise<readonly JudgedFinding[]> {
  const program = join(dirname(fileURLToPath(import.meta.url)), 'camproof.js');
  const only = ['--camera', 'cam1', '--only', checks.join(','), '--timeout', '60'];
  const words = ['check', '--config', box.configFile, ...only, '--format', 'json'];
  const { stdout, stderr } = await run([process.execPath, program, ...words]);
  const { findings }: Report = JSON.parse(stdout || assert.fail(stderr));
  return checks.map(
    (check) =>
      findings.find(({ subject, checkId }) => subject === 'cam1' && checkId === check) ?? assert.fail(stdout),
  );
}

/** A viewer plays a real camera over HLS and WebRTC. One, and alone: both cost more than an emulated machine has for three. */
export const played: BoxScenario = async (box) => {
  const others = [...box.publishers.keys()].slice(1);
  for (const index of others) {
    await box.publishers[index]?.stop();
    box.facts.forget(pathOf(index));
  }
  try {
    const played = await play(box, 'deliver-webrtc', 'deliver-hls');
    const starved = played.find(({ reason }) => reason === 'overloaded');
    if (starved) throw new CannotTry(`this machine is too slow: ${starved.summary}`);
    // How soon it plays is the emulated processor's affair.
    for (const one of played)
      assert.ok(one.status === 'pass' || one.diagnosis?.code === 'slow-start', JSON.stringify(one));
    return { played: played.map(({ summary }) => summary).join(', ') };
  } finally {
    for (const index of others) box.publish(index);
    await box.flowing();
  }
};

const summary = ({ findings }: Report, id: string, check: string): string =>
  JSON.stringify(findings.filter(({ subject, checkId }) => subject === id && checkId === check));

/** No command line names both the device and the path: the kernel alone joins them, through a pipe and a socket. */
export const throughPipe: BoxScenario = async (box) => {
  await box.publishers[0]?.stop();
  box.facts.forget('cam1');
  const { width, height, fps } = MODE;
  const reader = `v4l2-ctl -d ${box.nodes[0]} --set-fmt-video=width=${width},height=${height},pixelformat=YUYV --set-parm=${fps} --stream-mmap --stream-to=-`;
  const raw = `-f rawvideo -pixel_format yuyv422 -video_size ${width}x${height} -framerate ${fps} -i -`;
  const publisher = box.publishBy(
    0,
    `${reader} 2>/dev/null | ffmpeg -loglevel warning ${raw} ${encodedTo(box.urlOf(0)).join(' ')}`,
  );
  try {
    await box.flowing();
    const { report } = await look(box);
    assert.equal(brokenLink(report, 'cam1'), 'proved', wordsAbout(report, 'cam1'));
    assert.match(summary(report, 'cam1', 'capture'), /pid \d+ v4l2-ctl captures/);
    const join = /socket :\d+ of pid (\d+) ffmpeg .* fed by pid (\d+) through a pipe/.exec(
      summary(report, 'cam1', 'publish'),
    );
    assert.ok(join, summary(report, 'cam1', 'publish'));
    return { publisher: join[1] ?? '', 'fed by': join[2] ?? '' };
  } finally {
    await publisher.stop();
    box.facts.forget('cam1');
    box.publish(0);
    await box.flowing();
  }
};
