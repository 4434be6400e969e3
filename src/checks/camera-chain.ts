import type { Camera } from '../cameras/cameras.ts';
import {
  type CameraChain,
  type JudgedFinding,
  known,
  LINKS,
  type Link,
  type Status,
  type Sweep,
  videoOf,
  works,
} from '../model/index.ts';
import { brokenLink, LINE, linkOf, worst } from './chain.ts';
import { type Check, concerns } from './check.ts';

/** One camera's line of the report: the worst status per link, the first broken one, and what was measured. */
export function cameraChain(
  sweep: Sweep,
  camera: Camera,
  findings: readonly JudgedFinding[],
  selected: readonly Check[],
): CameraChain {
  const own = findings.filter((finding) => finding.link !== null && concerns(finding, camera));
  const links = Object.fromEntries(
    LINKS.map((link) => [
      link,
      selected.some((check) => check.link === link)
        ? worst(own.filter((one) => linkOf(one.checkId) === link).map(({ status }) => status))
        : 'off',
    ]),
  ) as Record<Link, Status>;
  const broken = firstBroken(own, camera);
  const essential = own.filter(({ weight }) => weight === 'essential');
  const holds = (link: Link) => works(links[link]);
  return {
    id: camera.id,
    device: camera.node?.path ?? null,
    streams: camera.streams.map(({ path }) => path),
    expectedBy: camera.expectedBy,
    links,
    proved: holds('ready') && !essential.some(({ status }) => status === 'fail'),
    linksProved: LINKS.filter(
      (link) => holds(link) && !own.some((one) => one.link === link && one.reason === 'not-built'),
    ).length,
    firstBroken: broken ? linkOf(broken.checkId) : null,
    headline: headline(camera, own, broken),
    figures: figures(sweep, camera),
  };
}

/** Sought in links 1 to 6, then 7, then 8. */
function firstBroken(own: readonly JudgedFinding[], camera: Camera): JudgedFinding | undefined {
  const inLine = brokenLink(own, camera);
  const outside = LINKS.slice(LINE.length).map((link) =>
    own.find((one) => one.checkId === link && one.status === 'fail'),
  );
  return own.find((one) => one === inLine) ?? outside.find((one) => one !== undefined);
}

function headline(camera: Camera, own: readonly JudgedFinding[], broken: JudgedFinding | undefined): string {
  if (camera.off !== null) return `off: ${camera.off}`;
  if (broken) return `${broken.checkId}: ${broken.summary}`;
  const told = (status: Status) => own.find((one) => one.status === status);
  const worse = told('blocked') ?? told('unknown') ?? told('warn');
  if (worse) return `${worse.checkId}: ${worse.summary}`;
  const passed = own.filter(
    (one) => one.status === 'pass' && LINE.some((link) => link === linkOf(one.checkId)),
  );
  // Size, codec and rate say more of a camera than how soon it plays.
  const best = passed.find(({ checkId }) => checkId === 'decode') ?? passed.at(-1);
  return best?.summary ?? 'nothing was judged';
}

function figures(sweep: Sweep, camera: Camera): CameraChain['figures'] {
  const path = camera.streams[0]?.path;
  const stream = path === undefined ? undefined : known(sweep.readings, 'rtsp', path);
  const video = videoOf(stream);
  const size =
    video && video.width !== null && video.height !== null ? `${video.width}x${video.height}` : null;
  return {
    fps: stream?.video?.fps ?? null,
    bitrate: stream?.video?.bitrate ?? null,
    codec: video?.codec ?? null,
    size,
  };
}
