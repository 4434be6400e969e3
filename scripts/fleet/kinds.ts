import type { CameraSoak, Link, Report } from '../../src/model/index.ts';
import { brokenCamera, camera, failure, finding, report } from '../../tests/support/reports.ts';

/** An alert as it has to fire: its name and what it is about, without the box. */
export interface Due {
  readonly alertname: string;
  readonly camera?: string;
  readonly link?: Link;
  readonly check?: string;
}

/** What a box does while it is watched; `phase` runs from 0 (its start) to 1 and stays there. */
export interface Kind {
  readonly name: string;
  /** Of a hundred boxes, so many are of this kind; the first kind takes what is left. */
  readonly percent: number;
  report(phase: number): Report;
  soak?(phase: number): Readonly<Record<string, Partial<CameraSoak>>>;
  /** From this phase on nobody answers for it. */
  readonly goneAt?: number;
  /** How long its newest report has been standing, ms. */
  readonly staleMs?: number;
  /** What has to fire at the end. */
  readonly due: readonly Due[];
}

const IDS = ['yard', 'gate', 'barn', 'road'];
const rest = IDS.slice(1).map((id) => camera(id));
const healthy = () => report(IDS.map((id) => camera(id)));
const broken = (link: Link) => report([brokenCamera('yard', link), ...rest], [failure('yard', link)]);
/** Steps that come one after the other over the first half. */
const steps = (phase: number, count: number): number => Math.min(count, Math.floor(phase * 2 * (count + 1)));

/** Most boxes are well; the others fail in each way that a rule tells, or keep just below it. */
export const KINDS: readonly Kind[] = [
  { name: 'well', percent: 0, report: healthy, due: [] },
  {
    name: 'a publisher stopped',
    percent: 4,
    report: () => broken('capture'),
    due: [{ alertname: 'CamproofLinkBroken', camera: 'yard', link: 'capture' }],
  },
  {
    name: 'two cameras broken',
    percent: 2,
    report: () =>
      report(
        [brokenCamera('yard', 'device'), brokenCamera('gate', 'decode'), ...rest.slice(1)],
        [failure('yard', 'device'), failure('gate', 'decode')],
      ),
    due: [
      { alertname: 'CamproofLinkBroken', camera: 'yard', link: 'device' },
      { alertname: 'CamproofLinkBroken', camera: 'gate', link: 'decode' },
    ],
  },
  {
    name: 'broken, then mended',
    percent: 2,
    report: (phase) => (phase < 0.5 ? broken('publish') : healthy()),
    due: [],
  },
  {
    name: 'a camera that cannot be told',
    percent: 2,
    report: () => {
      const { links } = camera('yard');
      return report([camera('yard', { links: { ...links, ready: 'unknown' }, proved: false }), ...rest]);
    },
    due: [{ alertname: 'CamproofCameraUnproved', camera: 'yard' }],
  },
  {
    name: 'drops out now and then',
    percent: 2,
    report: healthy,
    soak: (phase) => ({ yard: { dropoutCount: steps(phase, 4) } }),
    due: [{ alertname: 'CamproofCameraDropsOut', camera: 'yard' }],
  },
  {
    name: 'dropped out once, one USB reset',
    percent: 4,
    report: healthy,
    soak: (phase) => ({ yard: { dropoutCount: steps(phase, 1), usbResets: steps(phase, 1) } }),
    due: [],
  },
  {
    name: 'a USB port that comes and goes',
    percent: 2,
    report: healthy,
    soak: (phase) => ({ gate: { usbResets: steps(phase, 3) } }),
    due: [{ alertname: 'CamproofUsbResets', camera: 'gate' }],
  },
  {
    name: 'a service that does not answer',
    percent: 3,
    report: () =>
      report(
        IDS.map((id) => camera(id)),
        [finding({ checkId: 'json-rpc', status: 'fail', title: 'WebSocket JSON-RPC', summary: 'no answer' })],
      ),
    due: [{ alertname: 'CamproofCheckBroken', check: 'json-rpc' }],
  },
  {
    name: 'an agent that stands still',
    percent: 2,
    report: healthy,
    staleMs: 600_000,
    due: [{ alertname: 'CamproofStale' }],
  },
  { name: 'never there', percent: 2, report: healthy, goneAt: 0, due: [{ alertname: 'CamproofAbsent' }] },
  {
    name: 'broken, then gone',
    percent: 1,
    report: () => broken('capture'),
    goneAt: 0.3,
    due: [{ alertname: 'CamproofAbsent' }],
  },
];
