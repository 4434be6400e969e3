import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { MediaServer } from '../../src/demo/media/media-server.ts';
import { startMediaServer } from '../../src/demo/media/start-media-server.ts';
import { type Finished, run } from '../support/cli.ts';

/** Every secret of this box has this word in it, and nothing else has. */
const MARK = 'hush';
const secret = (where: string) => `${MARK}-${where}-7f3a9c`;
const withUser = (where: string) => `rtsp://admin:${secret(where)}@127.0.0.1:9/cam0`;
const JWT = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(`{"${MARK}":1}`).toString('base64url')}.${MARK}signature`;

const FORMATS = ['human', 'json', 'junit', 'tap', 'nagios', 'prometheus', 'markdown', 'html', 'github'];

describe('a box full of secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'camproof-secrets-'));
  const at = (name: string) => join(folder, name);
  const web = createServer((request, response) => {
    response.writeHead(request.url?.startsWith('/health') ? 200 : 404, {
      'content-type': 'application/json',
    });
    const components = {
      database: `postgres://app:${secret('health')}@db/x`,
      note: `token=${secret('component')}`,
    };
    response.end(JSON.stringify({ status: 'healthy', token: secret('body'), components }));
  });
  const sockets = new WebSocketServer({ server: web, path: '/ws' });
  let media: MediaServer;
  let publisher: ChildProcess;
  const env: Record<string, string> = {};

  beforeAll(async () => {
    sockets.on('connection', (socket) => {
      socket.on('message', (data) => socket.send(replyTo(String(data))));
    });
    await once(web.listen(0, '127.0.0.1'), 'listening');
    const { port } = web.address() as AddressInfo;
    media = await startMediaServer({
      generation: 'new',
      server: 'stand-in',
      api: { user: 'admin', password: secret('api') },
      paths: [
        {
          name: 'cam0',
          runOnDemand: `ffmpeg -i /dev/video9 --password ${secret('hook')} ${withUser('hookurl')}`,
        },
        { name: 'cam1', source: withUser('source'), sourceOnDemand: true },
      ],
    });
    publisher = spawn(
      process.execPath,
      [
        '-e',
        'setInterval(() => {}, 1e6)',
        withUser('argv'),
        '--password',
        secret('flag'),
        `TOKEN=${secret('word')}`,
      ],
      { stdio: 'ignore', env: { ...process.env, MTX_PATH: 'cam0', STREAM_SECRET: secret('environ') } },
    );
    writeFileSync(at('password'), secret('file'), { mode: 0o600 });
    writeFileSync(
      at('camproof.yaml'),
      [
        `mediamtx: { url: "${media.apiUrl}", user: admin, password: ${secret('api')}, readUser: viewer, readPasswordFile: password }`,
        `service: { url: "ws://127.0.0.1:${port}/ws?token=${secret('query')}" }`,
        `health: { url: "http://127.0.0.1:${port}" }`,
      ].join('\n'),
      { mode: 0o600 },
    );
    mkdirSync(at('bin'));
    mkdirSync(at('state'));
    const said = `usb 1-1: password=${secret('kernel')} ${withUser('kernelurl')} ${secret('api')}`;
    writeFileSync(at('bin/dmesg'), `#!/bin/sh\necho '${said}'\n`);
    chmodSync(at('bin/dmesg'), 0o755);
    writeFileSync(at('state/changes.jsonl'), `{"summary":"Authorization: Bearer ${JWT} ${secret('api')}"}\n`);
    Object.assign(env, {
      PATH: `${at('bin')}:${process.env['PATH']}`,
      CAMPROOF_CONFIG: at('camproof.yaml'),
      CAMPROOF_SERVICE_TOKEN: JWT,
      OTHER_PASSWORD: secret('ours'),
    });
  }, 60_000);

  afterAll(async () => {
    publisher?.kill('SIGKILL');
    sockets.close();
    for (const socket of sockets.clients) socket.terminate();
    web.closeAllConnections();
    web.close();
    await media?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function quiet(done: Finished, ...codes: readonly number[]): void {
    expect(leaks(done.stdout), 'stdout').toEqual([]);
    expect(leaks(done.stderr), 'stderr').toEqual([]);
    expect(codes, done.stderr).toContain(done.code);
  }

  it('keeps them out of every format of check, and out of the sweep and what is made of it', async () => {
    const files = FORMATS.flatMap((format) => ['--report', `${format}=${at(`report.${format}`)}`]);
    const saved = at('sweep.json.gz');
    quiet(await run(['check', '--verbose', '--save', saved, ...files], { env }), 1, 2);
    for (const format of FORMATS)
      expect(leaks(readFileSync(at(`report.${format}`), 'utf8')), format).toEqual([]);
    const sweep = gunzipSync(readFileSync(saved)).toString();
    expect(leaks(sweep)).toEqual([]);
    // The secrets were there to be seen: the process, the paths, and the service's answers are in it.
    for (const seen of ['setInterval', 'cam1', 'component', 'clients'.toUpperCase()])
      expect(sweep).toContain(seen);
    quiet(await run(['check', '--verbose', '--replay', saved], { env }), 1, 2);
    quiet(await run(['diff', saved, saved, '--format', 'json'], { env }), 0);
  }, 60_000);

  it.each([
    ['smoke', '--exercise'],
    ['smoke', '--format', 'json'],
    ['config'],
    ['config', '--format', 'json'],
    ['devices', '--all'],
    ['devices', '--all', '--format', 'json'],
    ['init', '--output', '-'],
    ['watch', '--for', '2s', '--format', 'jsonl'],
  ])(
    'keeps them out of %s %s %s',
    async (...args) => {
      quiet(await run(args, { env }), 0, 1, 2);
    },
    30_000,
  );

  it('keeps them out of what an agent writes down', async () => {
    quiet(await run(['watch', '--for', '2s', '--state', at('agent')], { env }), 0, 1, 2);
    const written = readdirSync(at('agent'));
    expect(written).toContain('beats.jsonl');
    for (const name of written) expect(leaks(readFileSync(at(`agent/${name}`), 'utf8')), name).toEqual([]);
  }, 30_000);

  it('keeps them out of what is said about a bad configuration', async () => {
    const bad = {
      ...env,
      CAMPROOF_RTSP_URL: withUser('variable'),
      CAMPROOF_HEALTH_URL: `http://u:${secret('port')}@h:x`,
    };
    const done = await run(['check'], { env: bad });
    quiet(done, 78);
    expect(done.stderr).toContain('CAMPROOF_RTSP_URL');
  }, 30_000);

  it('keeps them out of every file of a bundle, which only its owner may read', async () => {
    const file = at('bundle.tar.gz');
    const done = await run(['bundle', '--output', file, '--state', at('state')], { env });
    quiet(done, 0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    mkdirSync(at('unpacked'));
    await once(spawn('tar', ['-xzf', file, '-C', at('unpacked')], { stdio: 'inherit' }), 'close');
    const [root = ''] = readdirSync(at('unpacked'));
    const names = readdirSync(at(`unpacked/${root}`), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const texts = names.map((name) => {
      const content = readFileSync(name);
      return name.endsWith('.gz') ? gunzipSync(content).toString() : content.toString();
    });
    for (const [index, text] of texts.entries()) expect(leaks(text), names[index]).toEqual([]);
    const inside = names.map((name) => name.slice(at(`unpacked/${root}/`).length));
    expect(inside.toSorted()).toEqual([
      'CONTENTS.txt',
      'configuration.txt',
      'logs/agent-changes.jsonl',
      'logs/kernel.log',
      'report.html',
      'report.json',
      'report.txt',
      'sweep.json.gz',
      'versions.txt',
    ]);
    for (const name of inside.filter((one) => one !== 'CONTENTS.txt')) expect(done.stdout).toContain(name);
    expect(texts.join('\n')).toContain('usb 1-1: password=***');
    const packed = (name: string) => at(`unpacked/${root}/${name}`);
    const again = await run(['check', '--replay', packed('sweep.json.gz'), '--format', 'json'], { env });
    expect(again.stdout).toBe(readFileSync(packed('report.json'), 'utf8'));
    expect(done.stderr).toContain('nothing was sent');
  }, 60_000);
});

/** What stands around the secrets of a text, at most three. */
function leaks(text: string): readonly string[] {
  return [...text.matchAll(new RegExp(`.{0,60}${MARK}.{0,30}`, 'g'))].slice(0, 3).map(([found]) => found);
}

/** A service that tells everybody everything. */
function replyTo(message: string): string {
  let request: { id?: unknown; method?: unknown };
  try {
    request = JSON.parse(message);
  } catch {
    return JSON.stringify({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32700, message: `password: ${secret('parse')}` },
    });
  }
  const { id = null, method } = request;
  const answers: Readonly<Record<string, unknown>> = {
    ping: 'pong',
    authenticate: { authenticated: true, token: secret('session') },
    get_camera_list: {
      cameras: [
        { device: '/dev/video9', name: 'cam0', status: 'CONNECTED', streams: { rtsp: withUser('list') } },
      ],
    },
    get_streams: [{ name: 'cam0', ready: true, source: withUser('stream') }],
    get_status: { status: 'ok', version: '1.0', components: { store: `secret=${secret('status')}` } },
    get_server_info: {
      name: 'CLIENTS',
      api_key: secret('info'),
      database: `postgres://u:${secret('db')}@h/x`,
    },
    get_metrics: { session_token: secret('metrics'), last: `Bearer ${JWT}` },
  };
  const result = typeof method === 'string' ? answers[method] : undefined;
  return JSON.stringify(
    result === undefined
      ? {
          jsonrpc: '2.0',
          id,
          error: { code: -32601, message: `no method for Bearer ${JWT}, token=${secret('error')}` },
        }
      : { jsonrpc: '2.0', id, result },
  );
}
