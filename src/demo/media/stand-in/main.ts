// The stand-in for MediaMTX, a process of its own: `main.ts FILE --generation old|new`.
// Started with a channel to its parent: it says `ready`, re-reads its file on `reload`, and ends with the channel.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { ApiServer } from './api/server.ts';
import { logToStdout as log } from './log.ts';
import { PathTable } from './paths.ts';
import { RtspServer } from './rtsp/server.ts';
import { readSettings, type Settings, splitAddress } from './settings.ts';
import { Viewers } from './viewers/viewers.ts';

/** The versions whose API is imitated. */
const VERSIONS = { old: 'v1.5.0', new: 'v1.20.1' } as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { generation: { type: 'string' } },
});
const generation = z.enum(['old', 'new']).parse(values.generation);
const file = z.string().parse(positionals[0]);

try {
  // Processes are told apart by this name, as they are on a box.
  writeFileSync('/proc/self/comm', 'mediamtx');
} catch {
  // Only a name.
}

let settings = readSettings(file);
const paths = new PathTable(log, splitAddress(settings.rtspAddress).port);
const rtsp = new RtspServer({ generation, settings, paths, log });
const viewers = new Viewers({ generation, settings, paths, log });
let api: ApiServer | undefined;

async function openApi(): Promise<void> {
  api?.close();
  api = undefined;
  if (!settings.api) return;
  const version = VERSIONS[generation];
  const opened = new ApiServer({ generation, version, settings, paths, rtsp, viewers, log });
  await opened.listen();
  api = opened;
}

async function reload(): Promise<void> {
  log('INF', 'reloading configuration (file changed)');
  const before: Settings = settings;
  settings = readSettings(file);
  rtsp.settings = settings;
  paths.configure(settings.paths);
  const viewerPart = ({ hls, webrtc, webrtcAdditionalHosts, authInternalUsers }: Settings) =>
    JSON.stringify({ hls, webrtc, webrtcAdditionalHosts, authInternalUsers });
  const apiPart = ({ api, apiAddress, authInternalUsers, driftedCounters }: Settings) =>
    JSON.stringify({ api, apiAddress, authInternalUsers, driftedCounters });
  const changed = viewerPart(before) !== viewerPart(settings);
  if (changed) await viewers.configure(settings);
  if (changed || apiPart(before) !== apiPart(settings)) await openApi();
}

function end(): void {
  log('INF', 'shutting down gracefully');
  api?.close();
  viewers.close();
  paths.close();
  rtsp.close();
  process.exit(0);
}

process.on('SIGINT', end);
process.on('SIGTERM', end);
process.on('disconnect', end);
process.on('message', (message) => {
  if (message === 'reload') void reload().then(() => process.send?.('reloaded'));
});

log('INF', `MediaMTX ${VERSIONS[generation]} (stand-in)`);
log('INF', `configuration loaded from ${file}`);
await rtsp.listen();
paths.configure(settings.paths);
await viewers.open();
await openApi();
process.send?.('ready');
