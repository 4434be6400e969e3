import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { WebrtcApart } from '../../../src/probes/webrtc/apart.ts';
import { configFor, observe } from '../mediamtx/observe.ts';
import { httpServer } from '../mediamtx/servers.ts';
import { until } from '../until.ts';

const play = (apart: WebrtcApart, url: string, signal = new AbortController().signal) =>
  observe(apart, configFor({ url: 'http://127.0.0.1:1', webrtcUrl: url }), {
    subject: 'yard',
    deadlineMs: 10_000,
    signal,
  });
const runs = (pid: number) => existsSync(`/proc/${pid}`);

it('what the server says comes back from the other process, which ends when nobody asks any more', async () => {
  await using server = await httpServer((_, response) => response.writeHead(404).end());
  await using apart = new WebrtcApart();
  const [one, other] = await Promise.all([play(apart, server.url), play(apart, server.url)]);
  expect(one).toMatchObject({ ok: false, fault: { code: 'not-found' } });
  expect(other).toMatchObject({ ok: false, fault: { code: 'not-found' } });
  const { pid } = apart;
  if (pid === null) throw new Error('there is no process');
  await until(() => apart.pid === null && !runs(pid));
});

it('a process that is killed is our own failure, and the next question gets a new one', async () => {
  await using server = await httpServer(() => {});
  await using apart = new WebrtcApart();
  const playing = play(apart, server.url);
  await until(() => apart.pid !== null);
  process.kill(apart.pid ?? 0, 'SIGKILL');
  expect(await playing).toMatchObject({ ok: false, fault: { code: 'internal' } });
  await using refusing = await httpServer((_, response) => response.writeHead(401).end());
  expect(await play(apart, refusing.url)).toMatchObject({ ok: false, fault: { code: 'unauthorized' } });
});

it('who stops to watch leaves no process', async () => {
  const asked = Promise.withResolvers<void>();
  await using server = await httpServer(() => asked.resolve());
  const apart = new WebrtcApart();
  const stop = new AbortController();
  const playing = play(apart, server.url, stop.signal);
  await asked.promise;
  const { pid } = apart;
  stop.abort();
  expect(await playing).toMatchObject({ ok: false, fault: { code: 'aborted' } });
  await apart[Symbol.asyncDispose]();
  expect(runs(pid ?? 0)).toBe(false);
});
