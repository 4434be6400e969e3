import type { Camera } from '../cameras/cameras.ts';
import {
  type Finding,
  LINKS,
  type Link,
  type Reading,
  reading,
  type Status,
  type Sweep,
  works,
} from '../model/index.ts';
import { concerns } from './check.ts';
import { turnOf } from './interrupted.ts';
import { isFed } from './mediamtx-facts.ts';

/** The links that form a line: what comes after a break in it is `blocked`. */
export const LINE: readonly Link[] = LINKS.slice(0, 6);

/** The link that a check's findings count for: `deliver-hls` is part of `deliver`. */
export function linkOf(checkId: string): Link | null {
  const [head = ''] = checkId.split('-', 1);
  return LINKS.find((link) => link === head) ?? null;
}

function place({ checkId }: Finding): number {
  const link = linkOf(checkId);
  return link === null ? -1 : LINKS.indexOf(link);
}

/** The first broken link of a camera's line (links 1 to 6). */
export function brokenLink(findings: readonly Finding[], camera: Camera): Finding | undefined {
  return findings
    .filter(
      (finding) =>
        finding.status === 'fail' &&
        concerns(finding, camera) &&
        place(finding) >= 0 &&
        place(finding) < LINE.length,
    )
    .toSorted((one, other) => place(one) - place(other))[0];
}

/** Broken in a way that no client of the stream can miss: up to `ready`, or not one frame. */
export function deadLink(sweep: Sweep, findings: readonly Finding[], camera: Camera): Finding | undefined {
  const broken = brokenLink(findings, camera);
  // The wrong camera's picture is a picture, and so is one of unknown origin: the service cannot tell.
  if (['wrong-device', 'other-camera'].includes(broken?.diagnosis?.code ?? '')) return undefined;
  if (['device', 'capture'].includes(broken?.checkId ?? '') && isFed(sweep, camera)) return undefined;
  const missed = ['device', 'capture', 'publish', 'ready'].includes(broken?.checkId ?? '');
  return missed || ['no-frames', 'no-video'].includes(broken?.diagnosis?.code ?? '') ? broken : undefined;
}

/** A service that looks at its cameras every few seconds may take so long to notice, ms. */
const NOTICES_WITHIN_MS = 5_000;

/** So long we may take ourselves to notice what a service has just seen: bytes that stand still are watched for that, ms. */
const NOTICED_WITHIN_MS = 4_000;

const saidFrom = (sweep: Sweep, { source }: Reading<unknown>): number =>
  sweep.saidFrom?.[source] ?? Number.NEGATIVE_INFINITY;

/** When the camera's line was last seen to turn: by who watches, or within the one check that was made. */
function turnedAt(sweep: Sweep, { id, streams }: Camera): number {
  const told = sweep.turnedAt?.[id] ?? Number.NEGATIVE_INFINITY;
  const left = streams.some(({ path }) => turnOf(sweep, path) === 'left');
  return left ? Math.max(told, reading(sweep.readings, 'mediamtx.pathsAfter')?.mono ?? told) : told;
}

/**
 * May this contradict what was proved of the camera? It was said after the camera's line last turned, and not only just
 * before that will be seen to turn.
 */
export const saidSince = (sweep: Sweep, camera: Camera, from: Reading<unknown>): boolean =>
  from.mono >= turnedAt(sweep, camera) + NOTICES_WITHIN_MS &&
  sweep.mono >= saidFrom(sweep, from) + NOTICED_WITHIN_MS;

/** Was each of the two said while the other one was, so that they may contradict each other? */
export const saidTogether = (sweep: Sweep, one: Reading<unknown>, other: Reading<unknown>): boolean =>
  one.mono >= saidFrom(sweep, other) && other.mono >= saidFrom(sweep, one);

/** True when bytes were seen to arrive for every stream of the camera and nothing in its line is broken. */
export function isProved(findings: readonly Finding[], camera: Camera): boolean {
  const ready = findings.filter((finding) => finding.checkId === 'ready' && concerns(finding, camera));
  const runs = ready.length > 0 && ready.every(({ status }) => works(status));
  return runs && !brokenLink(findings, camera);
}

/**
 * Puts `blocked` where an earlier link of the same line broke: a stream's line is the camera's device and
 * capture and then its own links. What is already `off` stays so.
 */
export function blockBehind(
  findings: readonly Finding[],
  earlier: readonly Finding[],
  cameras: readonly Camera[],
): Finding[] {
  return findings.map((finding) => {
    const link = linkOf(finding.checkId);
    const camera = cameras.find((candidate) => concerns(finding, candidate));
    if (!link || !camera || !LINE.includes(link) || finding.status === 'off' || finding.status === 'blocked')
      return finding;
    const before = earlier.filter(
      (candidate) =>
        candidate.status === 'fail' &&
        (candidate.subject === finding.subject || candidate.subject === camera.id) &&
        place(candidate) >= 0 &&
        place(candidate) < LINE.indexOf(link),
    );
    const first = before.toSorted((one, other) => place(one) - place(other))[0];
    if (!first) return finding;
    return {
      checkId: finding.checkId,
      subject: finding.subject,
      status: 'blocked',
      summary: `not judged: ${first.checkId} is broken`,
      evidence: [],
      becauseOf: first.checkId,
    };
  });
}

const SEVERITY: readonly Status[] = ['fail', 'blocked', 'unknown', 'warn', 'pass', 'off'];

/** The worst of some statuses, as a cell shows it: `off` only where nothing else is. */
export function worst(statuses: readonly Status[]): Status {
  return SEVERITY.find((status) => statuses.includes(status)) ?? 'off';
}
