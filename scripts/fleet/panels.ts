import { readFileSync } from 'node:fs';
import type { Report } from '../../src/model/index.ts';
import type { SimulatedBox } from './boxes.ts';
import type { Sample } from './prometheus.ts';

/** One query of the dashboard, for every box. */
export interface PanelQuery {
  readonly title: string;
  readonly query: string;
  readonly isGraph: boolean;
}

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string; readonly instant?: boolean }[];
  }[];
}

/** The queries of deploy/grafana/camproof.json; what stands for all boxes there stands in them. */
export function panelQueries(): readonly PanelQuery[] {
  const file = new URL('../../deploy/grafana/camproof.json', import.meta.url);
  const { panels } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
  return panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, instant }) => ({
      title,
      query: expr.replaceAll('$box', '.*'),
      isGraph: instant !== true,
    })),
  );
}

const value = ({ value: [, text] }: Sample): number => Number(text);
const total = (result: readonly Sample[]): number => result.reduce((sum, one) => sum + value(one), 0);
const differs = (what: string, seen: number, due: number): string | null =>
  seen === due ? null : `${what} ${seen} instead of ${due}`;

type Judge = (result: readonly Sample[], boxes: readonly SimulatedBox[]) => string | null;

const reports = (boxes: readonly SimulatedBox[]): readonly Report[] => boxes.map(({ report }) => report);
const sum = (boxes: readonly SimulatedBox[], of: (report: Report) => number): number =>
  reports(boxes).reduce((all, report) => all + of(report), 0);

const summing =
  (of: (report: Report) => number): Judge =>
  (result, boxes) =>
    differs('sum', total(result), sum(boxes, of));

const counting =
  (of: (report: Report) => number): Judge =>
  (result, boxes) =>
    differs('series', result.length, sum(boxes, of));

const failures = (report: Report, ofBox: boolean): number =>
  report.findings.filter(({ status, link }) => status === 'fail' && (link === null) === ofBox).length;
const dropouts = ({ soak }: SimulatedBox): number =>
  soak.cameras.reduce((all, { dropoutCount }) => all + dropoutCount, 0);

const both =
  (...judges: readonly Judge[]): Judge =>
  (result, boxes) =>
    judges.map((judge) => judge(result, boxes)).find((one) => one !== null) ?? null;

/** Prometheus extends an increase a little beyond what it has of it: up to a quarter more in so short a run. */
const aboutDropouts: Judge = (result, boxes) => {
  const due = boxes.reduce((all, box) => all + dropouts(box), 0);
  const seen = total(result);
  return seen >= due * 0.99 && seen <= due * 1.25 ? null : `${seen} dropouts instead of ${due}`;
};

const verdicts: Judge = (result, boxes) => {
  const wrong = result.find(
    (one) => value(one) !== reports(boxes).filter(({ verdict }) => verdict === one.metric['verdict']).length,
  );
  return wrong ? `${wrong.metric['verdict']} ${value(wrong)}` : differs('verdicts', result.length, 4);
};

/** The oldest judgement, to within the time between two scrapes. */
const oldest: Judge = (result, boxes) => {
  const due = Math.max(...boxes.map(({ kind }) => kind.staleMs ?? 0)) / 1000;
  const seen = total(result);
  return Math.abs(seen - due) < 20 ? null : `${seen} s instead of ${due} s`;
};

const perBox = counting(() => 1);
/** Only cameras that dropped out. */
const dropping: Judge = (result, boxes) =>
  differs('series', result.length, boxes.filter((box) => dropouts(box) > 0).length);

/** What each query has to answer of boxes that are as simulated, by title and metric. */
const JUDGES: Readonly<Record<string, Judge>> = {
  'Boxes by verdict camproof_verdict': verdicts,
  'Cameras proved camproof_camera_proved': summing(
    ({ cameras }) => cameras.filter((one) => one.proved).length,
  ),
  'Cameras proved camproof_cameras_expected': summing(({ expected }) => expected.count),
  'Broken links camproof_link_status': summing((report) => failures(report, false)),
  'Dropouts in 24 h camproof_camera_dropouts_total': aboutDropouts,
  'Oldest judgement camproof_last_run_timestamp_seconds': oldest,
  'Broken links by camera camproof_link_status': counting(
    ({ cameras }) => cameras.filter(({ firstBroken }) => firstBroken !== null).length,
  ),
  'Causes now camproof_diagnosis': counting(
    ({ findings }) => findings.filter(({ diagnosis, link }) => diagnosis && link).length,
  ),
  'Dropouts an hour camproof_camera_dropouts_total': both(dropping, aboutDropouts),
  'Frames per second camproof_camera_frames_per_second': counting(
    ({ cameras }) => cameras.filter(({ figures }) => figures.fps !== null).length,
  ),
  'Bytes per second camproof_camera_bytes_per_second': counting(
    ({ cameras }) => cameras.filter(({ figures }) => figures.bitrate !== null).length,
  ),
  'Checks of the box that fail camproof_check_status': counting((report) => failures(report, true)),
  'What the agent costs: share of a core camproof_agent_cpu_seconds_total': perBox,
  'What the agent costs: memory camproof_agent_resident_memory_bytes': perBox,
};

/** What is wrong with an answer of a whole fleet; null where it is what was simulated. */
export function wrongIn(
  { title, query }: PanelQuery,
  result: readonly Sample[],
  boxes: readonly SimulatedBox[],
): string | null {
  const key = `${title} ${/camproof_\w+/.exec(query)?.[0]}`;
  const judge = JUDGES[key];
  if (!judge) return `scripts/fleet/panels.ts does not know ${key}`;
  // What looks back still sees those that have gone.
  const seen = boxes.filter((box) => (query.includes('[') ? box.kind.goneAt !== 0 : box.alive));
  return judge(result, seen);
}
