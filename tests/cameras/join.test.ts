import { describe, expect, it } from 'vitest';
import { hookOf, joinPublishers } from '../../src/cameras/join.ts';
import type { MediamtxSession, ProcessInfo, ProcessSocket, ProcessTable } from '../../src/model/index.ts';
import { mediamtxProcess, path, pathConfig, publisherProcess } from '../support/sweeps.ts';

const table = (processes: readonly ProcessInfo[], over: Partial<ProcessTable> = {}): ProcessTable => ({
  sawAll: true,
  scanned: 9,
  hidden: 0,
  netns: 'net:[1]',
  processes,
  listeners: [],
  ...over,
});
const session = (over: Partial<MediamtxSession> = {}): MediamtxSession => ({
  id: 'session-0',
  protocol: 'rtsp',
  remoteAddr: '127.0.0.1:40000',
  remoteCandidate: null,
  state: 'publish',
  path: 'cam0',
  transport: 'TCP',
  bytesReceived: 1,
  packetsReceived: 1,
  packetsLost: 0,
  jitter: 0,
  userAgent: null,
  ...over,
});
const tcp = (localAddress: string, localPort: number): ProcessSocket => ({
  protocol: 'tcp',
  localAddress,
  localPort,
  remoteAddress: localAddress,
  remotePort: 8554,
  listening: false,
});
/** As libsrt and ICE have it: bound, but not connected. */
const udp = (localAddress: string, localPort: number): ProcessSocket => ({
  protocol: 'udp',
  localAddress,
  localPort,
  remoteAddress: null,
  remotePort: null,
  listening: true,
});
const only = (joins: ReturnType<typeof joinPublishers>) => {
  expect(joins).toHaveLength(1);
  return joins[0];
};

describe('a path is joined to its publisher', () => {
  it('by the kernel: its socket is the peer of the session', () => {
    expect(
      only(joinPublishers(table([publisherProcess(0), publisherProcess(1)]), [session()], [path(0)], [])),
    ).toMatchObject({ pid: 500, device: '/dev/video0', certainty: 'kernel' });
  });

  it.each([
    ['IPv6', tcp('::1', 40_001), session({ remoteAddr: '[::1]:40001' })],
    ['a link-local address', tcp('fe80::1', 40_001), session({ remoteAddr: '[fe80::1%eth0]:40001' })],
    [
      'SRT, whose socket is bound to no address',
      udp('0.0.0.0', 40_001),
      session({ protocol: 'srt', remoteAddr: '127.0.0.1:40001' }),
    ],
    [
      'WebRTC, by its selected candidate',
      udp('127.0.0.1', 40_001),
      session({
        protocol: 'webrtc',
        remoteAddr: '127.0.0.1:1',
        remoteCandidate: 'host/udp/127.0.0.1/40001',
      }),
    ],
    [
      'WebRTC, by its request where the candidate is not told',
      tcp('127.0.0.1', 40_001),
      session({ protocol: 'webrtc', remoteAddr: '127.0.0.1:40001' }),
    ],
  ])('over %s', (_, socket, peer) => {
    const process = publisherProcess(1, { sockets: [socket] });
    expect(only(joinPublishers(table([process]), [peer], [path(0)], []))).toMatchObject({
      pid: 501,
      certainty: 'kernel',
    });
  });

  it.each([
    ['its address', session({ remoteAddr: '192.0.2.9:40001' }), {}],
    [
      'its address, though SRT is bound to none',
      session({ protocol: 'srt', remoteAddr: '192.0.2.9:40001' }),
      { sockets: [udp('0.0.0.0', 40_001)] },
    ],
    ['its protocol', session({ protocol: 'srt', remoteAddr: '127.0.0.1:40001' }), {}],
    ['its network', session({ remoteAddr: '127.0.0.1:40001' }), { netns: 'net:[2]' }],
  ])('never by an equal port alone: %s tells them apart', (_, peer, over) => {
    const stranger = publisherProcess(1, { argv: ['ffmpeg'], ...over });
    expect(only(joinPublishers(table([stranger, mediamtxProcess()]), [peer], [path(0)], []))).toMatchObject({
      pid: null,
      certainty: 'none',
    });
  });

  it('of our MediaMTX, though a container has one of its own', () => {
    const contained = mediamtxProcess({ pid: 300, netns: 'net:[2]' });
    const processes = [contained, mediamtxProcess(), publisherProcess(0)];
    expect(only(joinPublishers(table(processes), [session()], [path(0)], []))).toMatchObject({
      pid: 500,
      certainty: 'kernel',
    });
  });

  it('never by the command line of one that is connected to another server', () => {
    const other = mediamtxProcess({ pid: 401 });
    const processes = [mediamtxProcess(), other, publisherProcess(0)];
    const listener = (port: number, pid: number) =>
      ({ protocol: 'tcp', address: '127.0.0.1', port, pid, comm: 'mediamtx' }) as const;
    const elsewhere = [session({ remoteAddr: '127.0.0.1:55555' })];
    const joined = (listeners: ProcessTable['listeners']) =>
      only(joinPublishers(table(processes, { server: 400, listeners }), elsewhere, [path(0)], []));
    expect(joined([listener(8554, 400)])).toMatchObject({ pid: 500, certainty: 'command-line' });
    expect(joined([listener(8554, 401)])).toMatchObject({ pid: null });
  });

  it('in a network of its own without rewriting: by the address of its container', () => {
    const inside = publisherProcess(1, { netns: 'net:[2]', sockets: [tcp('172.17.0.5', 40_001)] });
    const peer = session({ remoteAddr: '172.17.0.5:40001' });
    expect(only(joinPublishers(table([inside, mediamtxProcess()]), [peer], [path(0)], []))).toMatchObject({
      pid: 501,
      certainty: 'kernel',
    });
  });

  it('where a parent and its child share the socket, by the one that holds the device', () => {
    const parent = publisherProcess(1, { pid: 400, devices: [] });
    expect(
      only(
        joinPublishers(
          table([parent, publisherProcess(1)]),
          [session({ remoteAddr: '127.0.0.1:40001' })],
          [path(0)],
          [],
        ),
      ),
    ).toMatchObject({ pid: 501, device: '/dev/video1' });
  });

  it('through a pipe: the process that holds the device feeds the one that publishes', () => {
    const camera = publisherProcess(0, { pid: 600, comm: 'rpicam-vid', sockets: [], pipes: ['pipe:[7]'] });
    const encoder = publisherProcess(0, { devices: [], pipes: ['pipe:[7]'] });
    expect(only(joinPublishers(table([camera, encoder]), [session()], [path(0)], []))).toMatchObject({
      pid: 500,
      device: '/dev/video0',
      also: [600],
      why: expect.stringContaining('pipe'),
    });
  });

  it('through several pipes, and only by those that feed it', () => {
    const camera = publisherProcess(1, { pid: 600, sockets: [], pipes: ['pipe:[1]', 'pipe:[9]'], reads: [] });
    const filter = publisherProcess(1, {
      pid: 601,
      devices: [],
      sockets: [],
      pipes: ['pipe:[1]', 'pipe:[2]', 'pipe:[9]'],
      reads: ['pipe:[1]'],
    });
    const encoder = publisherProcess(0, {
      devices: [],
      pipes: ['pipe:[2]', 'pipe:[9]'],
      reads: ['pipe:[2]'],
    });
    const logger = publisherProcess(2, { pid: 602, pipes: ['pipe:[9]'], reads: ['pipe:[9]'] });
    expect(
      only(joinPublishers(table([camera, filter, encoder, logger]), [session()], [path(0)], [])),
    ).toMatchObject({ pid: 500, device: '/dev/video1', also: [601, 600] });
  });

  it("not by a log pipe that publishers share: the neighbour's device is not taken", () => {
    const log = { pipes: ['pipe:[9]'], reads: [] };
    const joins = joinPublishers(
      table([publisherProcess(1, log), publisherProcess(0, { ...log, devices: [] })]),
      [session()],
      [path(0)],
      [],
    );
    expect(only(joins)).toMatchObject({ pid: 500, device: null, also: [] });
  });

  it('by MediaMTX itself for the Raspberry Pi camera', () => {
    const child = publisherProcess(0, { pid: 401, ppid: 400, comm: 'mtxrpicam', sockets: [] });
    const rpi = path(0, { source: { type: 'rpiCameraSource', id: '' } });
    expect(only(joinPublishers(table([mediamtxProcess(), child]), [], [rpi], []))).toMatchObject({
      pid: 401,
      device: '/dev/video0',
      certainty: 'kernel',
    });
  });

  it('by no one of two such children, for nothing tells which', () => {
    const child = (pid: number, index: number) =>
      publisherProcess(index, { pid, ppid: 400, comm: 'mtxrpicam', argv: ['mtxrpicam'], sockets: [] });
    const rpi = path(0, { source: { type: 'rpiCameraSource', id: '' } });
    expect(
      only(joinPublishers(table([mediamtxProcess(), child(401, 0), child(402, 1)]), [], [rpi], [])),
    ).toMatchObject({ pid: null, device: null, certainty: 'none', why: expect.stringContaining('401, 402') });
  });

  it('less surely by its command line, when its descriptors are hidden', () => {
    const hidden = publisherProcess(0, { fdsReadable: false, devices: [], sockets: [] });
    expect(
      only(joinPublishers(table([hidden], { sawAll: false }), [session()], [path(0)], [])),
    ).toMatchObject({
      pid: 500,
      device: '/dev/v4l/by-id/usb-Acme_Cam_0-video-index0',
      certainty: 'command-line',
    });
  });

  it('less surely by the environment or the text of its hook', () => {
    const hook = publisherProcess(0, { mtxPath: 'cam0', argv: ['sh', 'start-camera'], sockets: [] });
    expect(only(joinPublishers(table([hook]), [], [path(0)], []))).toMatchObject({
      pid: 500,
      certainty: 'hook',
    });
    const config = pathConfig(0, { runOnInit: 'ffmpeg -i /dev/video3 -f rtsp rtsp://localhost/cam0' });
    expect(only(joinPublishers(table([]), [], [path(0)], [config]))).toMatchObject({
      pid: null,
      device: '/dev/video3',
      certainty: 'hook',
    });
  });
});

describe('text is not believed against the kernel', () => {
  const foreign = session({ remoteAddr: '192.0.2.9:5' });

  it('when the peer is another machine and this process hides nothing', () => {
    const config = pathConfig(0, { runOnInit: 'ffmpeg -i /dev/video0 -f rtsp rtsp://localhost/cam0' });
    const idle = publisherProcess(0, { mtxPath: 'cam0' });
    expect(only(joinPublishers(table([idle]), [foreign], [path(0)], [config]))).toMatchObject({
      pid: null,
      certainty: 'none',
      why: expect.stringContaining('another machine'),
    });
  });

  it('but is, when a container rewrites the addresses or a relay stands between', () => {
    const inside = publisherProcess(0, { netns: 'net:[2]' });
    expect(only(joinPublishers(table([inside]), [foreign], [path(0)], []))).toMatchObject({
      pid: 500,
      certainty: 'command-line',
    });
    const relayed = session({ remoteAddr: '127.0.0.1:5' });
    expect(only(joinPublishers(table([publisherProcess(0)]), [relayed], [path(0)], []))).toMatchObject({
      pid: 500,
      certainty: 'command-line',
    });
  });

  it('of several hooks of a path, the one with the device is taken', () => {
    const reader = publisherProcess(0, {
      pid: 490,
      mtxPath: 'cam0',
      argv: ['ffmpeg'],
      devices: [],
      sockets: [],
    });
    const hook = publisherProcess(0, { mtxPath: 'cam0', argv: ['start-camera'], sockets: [] });
    expect(only(joinPublishers(table([reader, hook]), [], [path(0)], []))).toMatchObject({
      pid: 500,
      device: '/dev/video0',
      certainty: 'hook',
    });
  });
});

it('what MediaMTX starts to read a path is not taken for its publisher', () => {
  const url = 'rtsp://127.0.0.1:8554/cam0';
  const reader = publisherProcess(0, {
    pid: 490,
    mtxPath: 'cam0',
    argv: ['ffmpeg', '-i', url, 'rec.mp4'],
    devices: [],
    sockets: [],
  });
  expect(hookOf([reader], 'cam0')).toBeUndefined();
  expect(only(joinPublishers(table([reader]), [], [path(0)], []))).toMatchObject({ pid: null });
});

describe('a path that cannot be joined says why', () => {
  it.each([
    ['a publisher in a container', table([publisherProcess(1, { netns: 'net:[2]', argv: [] })]), 'NAT'],
    ['MediaMTX in a container', table([mediamtxProcess({ netns: 'net:[2]' })]), 'NAT'],
    [
      'another machine, and a container that has nothing to do with it',
      table([publisherProcess(1, { netns: 'net:[2]', argv: ['nginx'], devices: [] })]),
      'another machine',
    ],
    ['another machine', table([]), 'another machine'],
    ['a hidden process', table([], { sawAll: false }), 'hidden'],
  ])('%s', (_, processes, why) => {
    expect(
      only(joinPublishers(processes, [session({ remoteAddr: '192.0.2.9:5' })], [path(0)], [])),
    ).toMatchObject({ pid: null, certainty: 'none', why: expect.stringContaining(why) });
  });

  it('and one without a source is not joined at all', () => {
    expect(joinPublishers(table([publisherProcess(0)]), [], [path(0, { source: null })], [])).toEqual([]);
  });
});
