import assert from 'node:assert/strict';
import { checkBox, type Report, type Sweep } from '../../../src/index.ts';
import { encodedTo, type LabBox, MODE } from './box.ts';
import type { Facts } from './scenario.ts';

/** Proves one thing on a box whose cameras are real devices; leaves it healthy. */
export type BoxScenario = (box: LabBox) => Promise<Facts>;

/** Everything is proved, streams are played. */
export const check = async (box: LabBox): Promise<Report> =>
  (await checkBox({ config: await box.config(), timeoutMs: 60_000 })).report;

/** The links up to `ready` and the services, without opening a stream. */
export const look = async (box: LabBox): Promise<{ report: Report; sweep: Sweep }> =>
  checkBox({ config: await box.config(), options: { passive: true }, timeoutMs: 60_000 });

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

/** Every link of every camera, with the join of path, process and device as the kernel tells it. */
export const wholeChain: BoxScenario = async (box) => {
  const report = await check(box);
  const cameras = report.cameras.filter(({ id }) => id !== 'witness');
  for (const { id, links } of cameras) {
    const about = report.findings.filter(({ subject, status }) => subject === id && status !== 'pass');
    assert.deepEqual(new Set(Object.values(links)), new Set(['pass']), JSON.stringify({ links, about }));
  }
  for (const [index, publisher] of box.publishers.entries()) {
    const about = (check: string) => summary(report, `cam${index + 1}`, check);
    assert.match(about('capture'), new RegExp(`pid ${publisher.pid} ffmpeg`));
    assert.match(about('publish'), new RegExp(`socket :\\d+ of pid ${publisher.pid} ffmpeg`));
    assert.match(about('decode-pictures'), /320x180/);
  }
  return { cameras: cameras.length, links: 8, 'ms for the check': Math.round(report.tookMs) };
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
