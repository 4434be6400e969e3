import { findCameras } from '../cameras/cameras.ts';
import { diagnoseDropouts } from '../checks/dropouts.ts';
import { serverGone } from '../checks/mediamtx-facts.ts';
import {
  type CameraDropout,
  type CameraSoak,
  counted,
  known,
  mediamtxOf,
  type Report,
  type SoakReport,
  type Sweep,
} from '../model/index.ts';
import { Watched } from './watched.ts';

/** Keeps count of what happens to each camera while a box is watched. */
export class Soak {
  readonly #startedAt: string;
  readonly #mono: number;
  readonly #cameras = new Map<string, Watched>();
  #report: Report | null = null;
  /** Lines of the kernel log about under-voltage so far. */
  #powerLines = Number.POSITIVE_INFINITY;

  /** Begins at `mono` (ms, the monitor's clock), which is now. */
  constructor(mono: number) {
    this.#mono = mono;
    this.#startedAt = new Date().toISOString();
  }

  /** Takes the newest sweep and its report; returns the dropouts that began or ended with them. */
  update(sweep: Sweep, report: Report): readonly CameraDropout[] {
    this.#report = report;
    const at = (mono: number) => new Date(Date.now() - (sweep.mono - mono)).toISOString();
    const turned = report.cameras.flatMap((chain) => {
      const dropout = this.#of(chain.id).update(chain, sweep, report, at);
      return dropout ? [{ camera: chain.id, ...dropout }] : [];
    });
    this.#around(sweep, report);
    return turned;
  }

  /** Takes what happened around the cameras, and may be why they dropped out. */
  #around(sweep: Sweep, { findings }: Report): void {
    const { readings, expectations, mono } = sweep;
    const states = known(readings, 'mediamtx.paths') ?? [];
    const table = known(readings, 'processes');
    const log = known(readings, 'kernelLog');
    const powerLines = log?.underVoltage.length ?? this.#powerLines;
    const powerIsLow = known(readings, 'power')?.underVoltageNow === true || powerLines > this.#powerLines;
    this.#powerLines = powerLines;
    const serverIsGone = serverGone(findings) !== undefined;
    for (const camera of findCameras(readings, expectations)) {
      const watched = this.#cameras.get(camera.id);
      if (!watched) continue;
      if (powerIsLow) watched.cameWith('power', mono);
      if (serverIsGone && watched.open) watched.cameWith('server', mono);
      const [stream] = camera.streams;
      const pid = stream?.join?.pid ?? null;
      const session = states.find(({ name }) => name === stream?.path)?.source?.id;
      if (session) watched.published(pid, session, mono);
      const port = camera.node?.usb?.port ?? null;
      if (port !== null && log)
        watched.disconnected(log.usbDisconnects.find((one) => one.port === port)?.count ?? 0, mono);
      watched.learn({
        path: stream?.path,
        port,
        publisherUnit: table?.processes.find((one) => one.pid === pid)?.unit,
        serverUnit: mediamtxOf(table)?.unit,
      });
    }
  }

  /** Bits per second of a camera's first stream of late; null where that is not known. */
  rateOf(camera: string): number | null {
    return this.#cameras.get(camera)?.pulse.rate ?? null;
  }

  /** What is known so far, at `mono`. */
  result(mono: number): SoakReport {
    const cameras = [...this.#cameras].map(([camera, watched]): CameraSoak => {
      const { pulse, fps, dropoutCount, restarts, reconnects, usbResets, chain, whose } = watched;
      const dropouts = watched.dropoutsAt(mono);
      return {
        camera,
        dropouts,
        dropoutCount,
        longestGapMs: Math.round(pulse.longestGapMs(mono)),
        fps: fps.summary,
        bitrate: pulse.bitrate.summary,
        publisherRestarts: restarts,
        reconnects,
        usbResets,
        headline: chain?.headline ?? 'not seen',
        proved: chain?.proved ?? false,
        why: diagnoseDropouts(dropouts, whose),
      };
    });
    const verdict = this.#report?.verdict ?? 'unknown';
    const dropouts = cameras.reduce((sum, { dropoutCount }) => sum + dropoutCount, 0);
    const steady = cameras.filter(({ proved, dropoutCount }) => proved && dropoutCount === 0).length;
    return {
      schema: 1,
      startedAt: this.#startedAt,
      lastedMs: Math.round(mono - this.#mono),
      verdict: dropouts > 0 ? 'fail' : verdict,
      headline: `${steady} of ${counted(cameras.length, 'camera')} held out, ${counted(dropouts, 'dropout')}`,
      cameras,
    };
  }

  #of(id: string): Watched {
    const watched = this.#cameras.get(id) ?? new Watched();
    this.#cameras.set(id, watched);
    return watched;
  }
}
