import type { ReadingKind } from '../model/index.ts';
import { probes } from '../probes/table.ts';
import type { Progress } from '../sweep/probe-box.ts';

/** Of these it is worth to say which camera it is; the others are quick, or of the whole box. */
const OF_CAMERAS: ReadonlySet<string> = new Set<ReadingKind>(['rtsp', 'pictures', 'hls', 'webrtc']);

/** One line on the terminal that says what is being probed; nothing in pipes. */
export class ProgressLine {
  readonly #stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  readonly #shows: boolean;

  constructor(stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>, quiet: boolean) {
    this.#stream = stream;
    this.#shows = stream.isTTY === true && !quiet && process.env['TERM'] !== 'dumb';
  }

  show(progress: Pick<Progress, 'running' | 'waiting' | 'done'>): void {
    if (!this.#shows) return;
    const width = (this.#stream.columns ?? 80) - 1;
    this.#stream.write(`\r\u001b[K${progressWords(progress).slice(0, width)}`);
  }

  clear(): void {
    if (this.#shows) this.#stream.write('\r\u001b[K');
  }
}

/** `29/35  reading streams: cam1 cam2, playing HLS: cam1` */
export function progressWords({
  running,
  waiting,
  done,
}: Pick<Progress, 'running' | 'waiting' | 'done'>): string {
  const calls = running.map((key) => {
    const at = key.indexOf(':');
    return { kind: key.slice(0, at), subject: key.slice(at + 1) };
  });
  const steps = [...Map.groupBy(calls, ({ kind }) => kind)].map(([kind, of]) => {
    const { title } = probes[kind as ReadingKind];
    return OF_CAMERAS.has(kind) ? `${title}: ${of.map(({ subject }) => subject).join(' ')}` : title;
  });
  return `${done}/${done + running.length + waiting.length}  ${steps.join(', ')}`;
}
