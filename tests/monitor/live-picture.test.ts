import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Picture } from '../../src/index.ts';
import { LivePicture, type LivePictureOptions } from '../../src/monitor/live-picture.ts';
import { ProbeFault } from '../../src/probes/probe.ts';

const picture: Picture = { width: 1, height: 1, rgb: new Uint8Array(3) };

interface Watch {
  readonly path: string;
  readonly signal: AbortSignal;
  show(): void;
  fail(error: Error): void;
}

/** A live picture whose streams the test plays. */
function open(permitted: Record<string, ReturnType<LivePictureOptions['permit']>>) {
  const watches: Watch[] = [];
  const live = new LivePicture({
    permit: (subject) => permitted[subject] ?? { path: null, refused: 'no-stream' },
    watch: (path, onPicture, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => resolve());
      watches.push({ path, signal, show: () => onPicture(picture), fail: reject });
      return promise;
    },
  });
  return { live, watches, permitted };
}
const yard = () => ({ yard: { path: 'yard', refused: null }, gate: { path: 'gate', refused: null } });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});
const settled = () => new Promise(setImmediate);

describe('a live picture', () => {
  it('is read only while somebody looks', () => {
    const { live, watches } = open(yard());
    live.check();
    expect(watches).toEqual([]);
    let told = 0;
    live.subscribe(() => told++);
    live.show('yard');
    expect(live.busy).toBe(true);
    expect(live.look).toMatchObject({ subject: 'yard', path: 'yard', picture: null, refused: null });
    watches[0]?.show();
    expect(live.look).toMatchObject({ picture, at: Date.now() });
    const before = told;
    live.show(null);
    expect(watches[0]?.signal.aborted).toBe(true);
    expect([live.look, live.busy, told - before]).toEqual([null, false, 1]);
    watches[0]?.show();
    expect(live.look).toBeNull();
  });

  it('is of one camera at a time', () => {
    const { live, watches } = open(yard());
    live.show('yard');
    live.show('gate');
    live.show('gate');
    expect(watches.map(({ path, signal }) => [path, signal.aborted])).toEqual([
      ['yard', true],
      ['gate', false],
    ]);
    watches[0]?.show();
    expect(live.look).toMatchObject({ subject: 'gate', picture: null });
  });

  it('ends when it is not permitted any more, and says why; and goes on when it is', () => {
    const { live, watches, permitted } = open(yard());
    live.show('yard');
    watches[0]?.show();
    permitted['yard'] = { path: 'yard', refused: 'on-demand' };
    live.check();
    expect(watches[0]?.signal.aborted).toBe(true);
    expect(live.look).toMatchObject({ refused: 'on-demand', picture: null, at: null });
    permitted['yard'] = { path: 'yard', refused: null };
    live.check();
    expect(live.look).toMatchObject({ refused: null });
    expect(watches).toHaveLength(2);
  });

  it('that fails says so, shows nothing old, and is tried again after 3 s', async () => {
    const { live, watches } = open(yard());
    live.show('yard');
    watches[0]?.show();
    watches[0]?.fail(new ProbeFault('timeout', 'frames', 'no frame for 6 s'));
    await settled();
    expect(live.look).toMatchObject({
      picture: null,
      fault: { code: 'timeout', message: 'no frame for 6 s' },
    });
    live.check();
    expect(watches).toHaveLength(1);
    vi.advanceTimersByTime(3_000);
    live.check();
    expect(watches).toHaveLength(2);
    expect(live.look?.fault).not.toBeNull();
    watches[1]?.show();
    expect(live.look).toMatchObject({ picture, fault: null });
  });

  it('has ended its stream once it is disposed of', async () => {
    const { live, watches } = open(yard());
    live.show('yard');
    await live[Symbol.asyncDispose]();
    expect(watches[0]?.signal.aborted).toBe(true);
  });
});
