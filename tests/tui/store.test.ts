import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { judge } from '../../src/index.ts';
import { type BoxSource, BoxStore, recorded } from '../../src/tui/store.ts';
import { healthyBox } from '../support/sweeps.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A source that says when something is new. */
function living() {
  const sweep = healthyBox(1);
  const listeners = new Set<() => void>();
  const source: { -readonly [K in keyof BoxSource]: BoxSource[K] } = {
    ...recorded(sweep, judge(sweep)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const tell = () => listeners.forEach((listener) => void listener());
  /** A sweep in which only numbers are others. */
  const moves = () => {
    source.sweep = { ...sweep };
    tell();
  };
  return { source, tell, moves };
}

it('what comes together is drawn together, and the last of it is not lost', () => {
  const { source, tell } = living();
  const store = new BoxStore(source, 500);
  const drawn = vi.fn();
  store.subscribe(drawn);
  for (let count = 1; count <= 20; count++) {
    source.running = Array.from({ length: count }, (_, at) => `rtsp:cam${at}`);
    tell();
  }
  expect(drawn).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(500);
  expect(drawn).toHaveBeenCalledTimes(2);
  expect(store.snapshot().running).toHaveLength(20);
  vi.advanceTimersByTime(5_000);
  expect(drawn).toHaveBeenCalledTimes(2);
});

it('what somebody has just asked for does not wait', () => {
  const { source, tell, moves } = living();
  const store = new BoxStore(source, 500);
  moves();
  source.paused = true;
  tell();
  expect(store.snapshot().paused).toBe(true);
});

it('what shows nothing new is not drawn', () => {
  const { source, tell } = living();
  const store = new BoxStore(source, 500);
  const drawn = vi.fn();
  store.subscribe(drawn);
  source.running = ['mediamtx.paths:box', 'processes:box'];
  tell();
  vi.advanceTimersByTime(5_000);
  expect(drawn).not.toHaveBeenCalled();
});

it('what was judged otherwise is drawn sooner than numbers that moved, and ahead of those that wait', () => {
  const { source, tell, moves } = living();
  const store = new BoxStore(source, 500);
  moves();
  const drawn = vi.fn();
  store.subscribe(drawn);
  moves();
  vi.advanceTimersByTime(100);
  expect(drawn).not.toHaveBeenCalled();
  source.changes = [];
  tell();
  vi.advanceTimersByTime(25);
  expect(drawn).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(5_000);
  expect(drawn).toHaveBeenCalledTimes(1);
});

it('nothing is drawn after it was left', () => {
  const { source, moves } = living();
  const store = new BoxStore(source, 500);
  const drawn = vi.fn();
  store.subscribe(drawn);
  moves();
  moves();
  store.stop();
  vi.advanceTimersByTime(5_000);
  expect(drawn).toHaveBeenCalledTimes(1);
});
