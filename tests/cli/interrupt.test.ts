import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoBox } from '../../src/demo/box.ts';
import { breakFault, mendFault, startDemoBox } from '../../src/demo/start.ts';
import { finish, start } from '../support/cli.ts';

// Ctrl-C at any moment: neither a session nor a path of ours stays at the servers.

let box: DemoBox;
beforeAll(async () => {
  box = await startDemoBox({ cameras: 2, server: 'stand-in' });
});
afterAll(() => box.stop());

async function items(route: string): Promise<readonly Record<string, unknown>[]> {
  const answer = await fetch(`${box.media.apiUrl}${route}`);
  const { items: all } = (await answer.json()) as { items: Record<string, unknown>[] };
  return all;
}
const readers = async () =>
  (await items('/v3/rtspsessions/list')).filter(({ state }) => state !== 'publish').length;
const selfTests = async () =>
  (await items('/v3/config/paths/list')).filter(({ name }) => String(name).startsWith('camproof-selftest'))
    .length;

/** Interrupts a command after some time; the moment is the subject of the test. */
async function interrupt(args: readonly string[], ms: number): Promise<void> {
  const child = start([...args, '--config', box.configFile]);
  const ended = finish(child);
  await sleep(ms);
  child.kill('SIGINT');
  const { code, signal } = await ended;
  // Early, Node has no handler yet and the signal itself ends it; late, the command is through.
  expect(signal === 'SIGINT' || [0, 2, 130].includes(code ?? -1), `code ${code}, signal ${signal}`).toBe(
    true,
  );
}

describe('an interrupted command', () => {
  it.each([100, 300, 450, 600, 800, 1100])('check, after %i ms, leaves no session', async (ms) => {
    await interrupt(['check'], ms);
    await expect.poll(readers, { timeout: 5_000 }).toBe(0);
  });

  it.each([100, 250, 300, 350, 400, 500])('smoke --exercise, after %i ms, leaves no path', async (ms) => {
    await interrupt(['smoke', '--exercise'], ms);
    expect(await selfTests()).toBe(0);
  });
});

it('--wait repeats until the box is green', async () => {
  await breakFault(box, 'wrong-ping');
  const child = start(['check', '--config', box.configFile, '--wait', '20', '--quiet', '--only', 'json-rpc']);
  const ended = finish(child);
  await sleep(1_500);
  expect(child.exitCode).toBeNull();
  await mendFault(box, 'wrong-ping');
  expect((await ended).code).toBe(0);
}, 40_000);
