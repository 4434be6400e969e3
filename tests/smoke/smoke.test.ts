import { expect, it } from 'vitest';
import { startReferenceService } from '../../src/demo/service/reference-service.ts';
import { runSmoke } from '../../src/smoke/smoke.ts';
import { configFor, configOfService } from '../probes/mediamtx/observe.ts';
import { httpServer } from '../probes/mediamtx/servers.ts';

const { signal } = new AbortController();

it('cannot tell of servers that want a user, and says what would let it tell', async () => {
  await using service = await startReferenceService({ generation: 'old', secret: 's' });
  service.behaviour.locked = true;
  await using mediamtx = await httpServer((_request, response) => response.writeHead(401).end());
  await using health = await httpServer((_request, response) => response.writeHead(401).end());
  const config = {
    ...configOfService(service.wsUrl),
    mediamtx: configFor({ url: mediamtx.url }).mediamtx,
    health: { enabled: true, url: health.url, ca: null, endpoints: null },
  };
  const summary = await runSmoke({ config, exercise: true, signal });
  expect(summary).toMatchObject({ total: 3, passed: 0, failed: 0, unknown: 3, successRate: 0 });
  for (const { name, advice } of summary.tests) expect(advice, name).toMatch(/set|give/);
});

it('leaves out what the configuration says is not here', async () => {
  await using mediamtx = await httpServer((_request, response) => response.writeHead(500).end());
  const { service, health, ...rest } = configFor({ url: mediamtx.url });
  const config = { ...rest, service: { ...service, enabled: false }, health: { ...health, enabled: false } };
  const summary = await runSmoke({ config, exercise: false, signal });
  expect(summary).toMatchObject({ total: 1, passed: 0, failed: 1, unknown: 0 });
  expect(summary.tests.map(({ status }) => status)).toEqual(['skip', 'fail', 'skip']);
});
