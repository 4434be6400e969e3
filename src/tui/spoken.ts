import {
  type CameraChain,
  type Change,
  commandLine,
  isOfCamera,
  type JudgedFinding,
  type Report,
} from '../index.ts';
import { clock } from './clock.ts';
import { inert, type Line, type Look, textOf } from './line.ts';
import { isInOrder } from './panels/camera-state.ts';
import { detailLines } from './panels/detail.ts';
import { isTrouble } from './panels/finding.ts';
import type { View } from './panels/panel.ts';
import { panels } from './panels/table.ts';
import { glyph, PENDING, withoutBars } from './theme.ts';

/** The verdict; then each camera that is not in order with why and what to do, the box, and who is in order. */
export function summaryWords(view: View): readonly string[] {
  const { report } = view;
  const { box, verdict, headline, cameras } = report;
  const fine = cameras.filter(isInOrder);
  const when = view.replay ? `, recorded ${report.startedAt.slice(0, 10)} ${clock(report.startedAt)}` : '';
  return [
    `${box.hostname}${box.simulated ? ', simulated devices,' : ''} as ${box.user}${when}: ${verdict.toUpperCase()}, ${headline}`,
    ...cameras.filter((camera) => !fine.includes(camera)).map((camera) => cameraSentence(camera, view)),
    ...report.findings
      .filter((one) => one.subject === 'box' && isTrouble(one, view))
      .map((one) => findingSentence(one, report)),
    `in order: ${fine.map(({ id }) => id).join(', ') || 'no camera'}`,
  ].map(inert);
}

function cameraSentence(camera: CameraChain, { report }: View): string {
  const { id, firstBroken, headline } = camera;
  const broken = report.findings.find(
    (one) => one.link === firstBroken && one.status === 'fail' && isOfCamera(one.subject, camera),
  );
  return broken ? findingSentence(broken, report) : `${id}: ${headline}`;
}

/** `cam1 capture FAIL: pid 12 is stopped. Why: … [code]. Do: kill -CONT 12 (let it go on).` */
function findingSentence(finding: JudgedFinding, { box }: Report): string {
  const { subject, title, link, status, summary, diagnosis } = finding;
  const [step] = diagnosis?.nextSteps ?? [];
  const why = diagnosis ? ` Why: ${diagnosis.cause} [${diagnosis.code}].` : '';
  const command = step && commandLine(step, box);
  const what = command ? `${command} (${step.text})` : step?.text;
  return `${subject} ${link ?? title} ${status.toUpperCase()}: ${summary}.${why}${what ? ` Do: ${what}.` : ''}`;
}

/** A change, and where something broke why and what to do. */
export function changeWords(
  { at, subject, checkId, from, to, summary, code }: Change,
  report: Report,
): string {
  const finding = report.findings.find(
    (one) => one.subject === subject && one.checkId === checkId && one.diagnosis?.code === code,
  );
  const words =
    finding && (to === 'fail' || to === 'warn')
      ? findingSentence(finding, report)
      : `${subject} ${checkId} ${to.toUpperCase()}: ${summary}`;
  const before = from === null ? '' : from === to ? ' (another cause than before)' : ` (was ${from})`;
  return inert(`${clock(at)} ${words}${before}`);
}

export const cameraWords = (view: View, id: string): readonly string[] =>
  detailLines(view, id)
    .filter(({ key }) => key !== 'chain')
    .map(spoken)
    .filter((text) => text !== '');

export const panelWords = (view: View, id: string): readonly string[] =>
  (panels.find((panel) => panel.id === id)?.lines(view) ?? []).map(spoken).filter((text) => text !== '');

/** A line in words: marks by their name, and no bars. */
const spoken = ({ spans }: Pick<Line, 'spans'>): string => {
  const words = spans.map(({ text, look }) => {
    const word = wordOf(text.trim(), look);
    return { text: word === null ? withoutBars(text) : `${word}: `, look: 'plain' as const };
  });
  return inert(textOf({ spans: words }))
    .replace(/\s+/g, ' ')
    .trim();
};

/** What a mark means; null for any other text. */
function wordOf(text: string, look: Look): string | null {
  if (look === 'dim') return text === PENDING[0] ? 'not yet' : null;
  const isStatus = look !== 'plain' && look !== 'bold';
  return isStatus && text === glyph(look, { ascii: false }) ? look : null;
}
