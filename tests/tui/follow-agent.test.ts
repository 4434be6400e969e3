import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { StateFolder } from '../../src/agent/state.ts';
import type { AgentHistory } from '../../src/index.ts';
import { followAgent } from '../../src/tui/follow-agent.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'camproof-agent-'));
const beat = (at: string) => ({ at, verdict: 'pass', headline: '2 of 2 cameras', cameras: {} });

it('tells what an agent keeps, at once and again each minute', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const place = folder();
    const state = new StateFolder(place);
    await state.beat(beat('2026-11-23T10:00:00.000Z'));
    const told: (AgentHistory | null)[] = [];
    {
      using _following = followAgent(place, (history) => told.push(history));
      await expect.poll(() => told.map((history) => history?.beats.length)).toEqual([1]);
      await state.beat(beat('2026-11-23T10:01:00.000Z'));
      vi.advanceTimersByTime(60_000);
      await expect.poll(() => told.map((history) => history?.beats.length)).toEqual([1, 2]);
      expect(told[1]?.lastAt).toBe('2026-11-23T10:01:00.000Z');
    }
    vi.advanceTimersByTime(120_000);
    expect(told).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

it('tells that none has ever watched', async () => {
  const told: (AgentHistory | null)[] = [];
  using _following = followAgent(folder(), (history) => told.push(history));
  await expect.poll(() => told).toEqual([null]);
});
