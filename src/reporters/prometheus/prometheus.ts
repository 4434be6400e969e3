import { LINKS, type Report, type Status } from '../../model/index.ts';
import { isAbout, SEVERITY } from '../outcomes.ts';
import type { Reporter } from '../reporter.ts';
import { exposition, type Labels, type Metric } from './exposition.ts';

const STATUSES: readonly Status[] = ['pass', 'warn', 'fail', 'blocked', 'unknown', 'off'];
const VERDICTS: readonly Report['verdict'][] = ['pass', 'warn', 'fail', 'unknown'];

/** Prometheus text for node_exporter's textfile collector. Every metric is a gauge: it says what is, now. */
export const prometheus: Reporter = (report) => exposition([...boxMetrics(report), ...cameraMetrics(report)]);

function boxMetrics({ box, startedAt, tookMs, verdict, expected, findings }: Report): Metric[] {
  const own = findings.filter(({ link }) => link === null);
  const ended = (Date.parse(startedAt) + tookMs) / 1000;
  return [
    {
      name: 'camproof_info',
      help: 'The program that made these figures, and whether its devices are simulated.',
      samples: [[{ version: box.camproofVersion, simulated: String(box.simulated) }, 1]],
    },
    {
      name: 'camproof_last_run_timestamp_seconds',
      help: 'When the last sweep ended, in seconds since 1970.',
      samples: [[{}, ended]],
    },
    {
      name: 'camproof_run_duration_seconds',
      help: 'How long the last sweep took.',
      samples: [[{}, tookMs / 1000]],
    },
    {
      name: 'camproof_verdict',
      help: 'The verdict on the box: 1 for the one that holds.',
      samples: VERDICTS.map((one) => [{ verdict: one }, Number(one === verdict)]),
    },
    {
      name: 'camproof_cameras_expected',
      help: 'Cameras that have to be here.',
      samples: [[{}, expected.count]],
    },
    {
      name: 'camproof_check_status',
      help: 'Checks of the box as a whole: 1 for the status that holds, the worst of each check.',
      samples: oneHot(
        [...Map.groupBy(own, ({ checkId }) => checkId)].map(([check, all]) => [{ check }, worst(all)]),
      ),
    },
    {
      name: 'camproof_check_diagnosis',
      help: 'Causes found beside the cameras.',
      samples: own.flatMap(({ checkId, diagnosis }) =>
        diagnosis ? [[{ check: checkId, code: diagnosis.code }, 1] as const] : [],
      ),
    },
  ];
}

function cameraMetrics({ cameras, findings }: Report): Metric[] {
  const perCamera = (
    name: string,
    help: string,
    of: (camera: Report['cameras'][number]) => number | null,
  ): Metric => ({
    name,
    help,
    samples: cameras.flatMap((camera) => {
      const value = of(camera);
      return value === null ? [] : [[{ camera: camera.id }, value] as const];
    }),
  });
  return [
    {
      name: 'camproof_link_status',
      help: 'The links of each camera from the sensor to the viewer: 1 for the status that holds.',
      samples: oneHot(
        cameras.flatMap(({ id, links }) => LINKS.map((link) => [{ camera: id, link }, links[link]] as const)),
      ),
    },
    {
      name: 'camproof_diagnosis',
      help: 'Causes found at the links of each camera.',
      samples: cameras.flatMap((camera) =>
        findings
          .filter((finding) => isAbout(finding, camera))
          .flatMap(({ link, diagnosis }) =>
            diagnosis && link ? [[{ camera: camera.id, link, code: diagnosis.code }, 1] as const] : [],
          ),
      ),
    },
    perCamera(
      'camproof_camera_proved',
      'Whether bytes arrive and nothing essential of the camera failed.',
      (camera) => Number(camera.proved),
    ),
    perCamera(
      'camproof_camera_links_proved',
      'How many of its eight links were proved.',
      (camera) => camera.linksProved,
    ),
    perCamera(
      'camproof_camera_frames_per_second',
      'Measured frame rate of the first stream.',
      ({ figures }) => figures.fps,
    ),
    perCamera(
      'camproof_camera_bytes_per_second',
      'Measured bytes per second of the first stream.',
      ({ figures }) => (figures.bitrate === null ? null : figures.bitrate / 8),
    ),
  ];
}

const worst = (findings: readonly { readonly status: Status }[]): Status =>
  SEVERITY.find((status) => findings.some((one) => one.status === status)) ?? 'off';

const oneHot = (holding: readonly (readonly [Labels, Status])[]): Metric['samples'] =>
  holding.flatMap(([labels, status]) =>
    STATUSES.map((one) => [{ ...labels, status: one }, Number(one === status)] as const),
  );
