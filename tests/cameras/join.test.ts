import { describe, expect, it } from 'vitest';
import { joinPublishers } from '../../src/cameras/join.ts';
import type { MediamtxSession, ProcessInfo, ProcessTable } from '../../src/model/index.ts';
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

  it('over IPv6 and WebRTC as well', () => {
    const six = session({ remoteAddr: '[::1]:40001' });
    expect(only(joinPublishers(table([publisherProcess(1)]), [six], [path(0)], []))).toMatchObject({
      pid: 501,
      certainty: 'kernel',
    });
    const webrtc = session({
      protocol: 'webrtc',
      remoteAddr: '127.0.0.1:1',
      remoteCandidate: 'host/udp/127.0.0.1/40001',
    });
    expect(only(joinPublishers(table([publisherProcess(1)]), [webrtc], [path(0)], []))).toMatchObject({
      pid: 501,
    });
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

  it("by its own device where publishers share a log pipe: the neighbour's is not taken", () => {
    const pipes = ['pipe:[9]'];
    const joins = joinPublishers(
      table([publisherProcess(1, { pipes }), publisherProcess(0, { pipes })]),
      [session()],
      [path(0)],
      [],
    );
    expect(only(joins)).toMatchObject({ pid: 500, device: '/dev/video0' });
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

describe('a path that cannot be joined says why', () => {
  it.each([
    ['a container', table([publisherProcess(1, { netns: 'net:[2]', argv: [] })]), 'NAT'],
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
