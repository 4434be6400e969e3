import assert from 'node:assert/strict';
import { checkBox, type Report } from '../../../src/index.ts';
import type { LabBox } from './box.ts';
import type { Facts } from './scenario.ts';

/** Proves one thing on a box whose cameras are real devices; leaves it healthy. */
export type BoxScenario = (box: LabBox) => Promise<Facts>;

export async function check(box: LabBox): Promise<Report> {
  return (await checkBox({ config: await box.config(), timeoutMs: 60_000 })).report;
}

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
  for (const camera of report.cameras) {
    const { device, capture, publish, ready, decode, service, health } = camera.links;
    const links = { device, capture, publish, ready, decode, service, health };
    assert.deepEqual(new Set(Object.values(links)), new Set(['pass']), JSON.stringify({ links, report }));
  }
  for (const [index, publisher] of box.publishers.entries()) {
    const about = (check: string) =>
      JSON.stringify(
        report.findings.filter(({ subject, checkId }) => subject === `cam${index + 1}` && checkId === check),
      );
    assert.match(about('capture'), new RegExp(`pid ${publisher.pid} ffmpeg`));
    assert.match(about('publish'), new RegExp(`socket :\\d+ of pid ${publisher.pid} ffmpeg`));
  }
  return { cameras: report.cameras.length, links: 7, 'ms for the check': Math.round(report.tookMs) };
};
