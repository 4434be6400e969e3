import { type Camera, findCameras } from '../cameras/cameras.ts';
import { usbIdentity } from '../cameras/physical-cameras.ts';
import { type JudgedFinding, known, LINKS, type Report, type Sweep } from '../model/index.ts';

/** One thing that changed between two sweeps. `null`: it was not there, or not known. */
export interface SweepChange {
  /** `box`, or a camera's id. */
  readonly subject: string;
  /** What changed: `camera`, `device`, `capture`, `mode`, `MediaMTX`, … */
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A sweep and what `judge` made of it. */
interface Moment {
  readonly sweep: Sweep;
  readonly report: Report;
}

/** What changed from one sweep to a later one: the box and its software, cameras, their places and modes, links and checks. */
export function diffSweeps(before: Moment, after: Moment): readonly SweepChange[] {
  const cameras = [camerasOf(before), camerasOf(after)] as const;
  const ids = [...new Set([...cameras[0].keys(), ...cameras[1].keys()])];
  return [
    ...compare('box', factsOfBox(before), factsOfBox(after)),
    ...ids.flatMap((id) => changesOfCamera(id, [before, after], [cameras[0].get(id), cameras[1].get(id)])),
    ...compare('box', checksOfBox(before), checksOfBox(after)),
  ];
}

type Facts = Readonly<Record<string, string | null>>;

function compare(subject: string, before: Facts, after: Facts): SweepChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((what) => {
    const change = { subject, what, before: before[what] ?? null, after: after[what] ?? null };
    return change.before === change.after ? [] : [change];
  });
}

function factsOfBox({ sweep, report }: Moment): Facts {
  const { box, readings } = sweep;
  const status = known(readings, 'service')?.status;
  return {
    host: box.hostname,
    'operating system': box.os,
    kernel: box.kernel,
    boot: box.bootId,
    camproof: box.camproofVersion,
    'checked as': box.user,
    MediaMTX: known(readings, 'mediamtx.info')?.version ?? null,
    'camera service': status?.kind === 'result' ? status.value.version : null,
    verdict: report.verdict,
  };
}

const camerasOf = ({ sweep }: Moment): ReadonlyMap<string, Camera> =>
  new Map(findCameras(sweep.readings, sweep.expectations).map((camera) => [camera.id, camera]));

function changesOfCamera(
  id: string,
  [before, after]: readonly [Moment, Moment],
  [old, now]: readonly [Camera | undefined, Camera | undefined],
): readonly SweepChange[] {
  if (!old || !now) {
    const there = (camera: Camera | undefined) => (camera ? (camera.node?.path ?? 'no device node') : null);
    return [{ subject: id, what: 'camera', before: there(old), after: there(now) }];
  }
  return [
    ...compare(id, placeOf(old), placeOf(now)),
    ...compare(id, modeOf(before.report, id), modeOf(after.report, id)),
    ...rateChange(id, before.report, after.report),
    ...compare(id, linksOf(before.report, id), linksOf(after.report, id)),
  ];
}

const placeOf = ({ node, streams, off }: Camera): Facts => ({
  device: node?.path ?? null,
  'USB port': node?.usb?.port ?? null,
  'USB identity': node?.usb ? usbIdentity(node.usb) : null,
  paths: streams.map(({ path }) => path).join(', ') || null,
  off,
});

function modeOf({ cameras }: Report, id: string): Facts {
  const figures = cameras.find((one) => one.id === id)?.figures;
  return { size: figures?.size ?? null, codec: figures?.codec ?? null };
}

/** Measured rates that differ by less than a tenth are the same. */
function rateChange(id: string, before: Report, after: Report): readonly SweepChange[] {
  const [old, now] = [before, after].map(
    ({ cameras }) => cameras.find((one) => one.id === id)?.figures.fps ?? null,
  );
  if (old == null || now == null || Math.abs(old - now) <= Math.max(old, now) / 10) return [];
  return [
    { subject: id, what: 'frame rate', before: `${old.toFixed(1)} fps`, after: `${now.toFixed(1)} fps` },
  ];
}

function linksOf({ cameras, findings }: Report, id: string): Facts {
  const chain = cameras.find((one) => one.id === id);
  if (!chain) return {};
  const because = findings.find((one) => one.subject === id && one.checkId === chain.firstBroken);
  return Object.fromEntries(
    LINKS.map((link) => {
      const status = chain.links[link];
      const why = link === chain.firstBroken && because ? `: ${because.summary}` : '';
      return [link, `${status}${why}`];
    }),
  );
}

function checksOfBox({ report }: Moment): Facts {
  const worse = (findings: readonly JudgedFinding[]) =>
    findings.map(({ status, diagnosis }) => [status, diagnosis?.code].filter(Boolean).join(' ')).join(', ');
  const box = report.findings.filter(({ link }) => link === null);
  const ids = [...new Set(box.map(({ checkId }) => checkId))];
  return Object.fromEntries(ids.map((id) => [id, worse(box.filter(({ checkId }) => checkId === id))]));
}
