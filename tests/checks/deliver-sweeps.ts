import {
  BOX,
  type HlsPlayback,
  type PathState,
  type RtspStream,
  type Sweep,
  type WebrtcPlayback,
} from '../../src/model/index.ts';
import {
  change,
  expecting,
  failed,
  healthyBox,
  hlsPlayback,
  made,
  path,
  stream,
  webrtcPlayback,
  withReading,
} from '../support/sweeps.ts';
import type { FaultSweep } from './fault-sweep.ts';

const CAM = 'usb-Acme_Cam_0';
const PATH = 'cam0';
const box = () => healthyBox(2);

const hls = (over: Partial<HlsPlayback>, sweep = box()) =>
  withReading(sweep, 'hls', PATH, made(hlsPlayback(0, over)));
const webrtc = (over: Partial<WebrtcPlayback>, sweep = box()) =>
  withReading(sweep, 'webrtc', PATH, made(webrtcPlayback(0, over)));
const video = (over: Partial<NonNullable<RtspStream['video']>>, codec = 'H264', sweep = box()): Sweep =>
  change(
    sweep,
    'rtsp',
    (seen) => ({
      ...seen,
      media: (stream(0).media ?? []).map((one) => ({ ...one, codec })),
      video: seen.video && { ...seen.video, ...over },
    }),
    PATH,
  );
const profiled = (profile: string): Sweep =>
  change(
    webrtc({}, hls({})),
    'rtsp',
    (seen) => ({ ...seen, media: seen.media.map((one) => ({ ...one, profile })) }),
    PATH,
  );
const hlsFails = (...fault: Parameters<typeof failed>) => withReading(box(), 'hls', PATH, failed(...fault));
const webrtcFails = (...fault: Parameters<typeof failed>) =>
  withReading(box(), 'webrtc', PATH, failed(...fault));

/** The row of the catalogue of faults that a code answers; 0: none of its own. */
const ROWS: Readonly<Record<string, number>> = {
  'webrtc-unreachable-address': 25,
  'webrtc-no-connection': 25,
  'webrtc-b-frames': 26,
  'hls-codec': 27,
  'webrtc-codec': 27,
  'browser-cannot-play': 27,
  'slow-start': 28,
  'hls-no-key-frame': 28,
  'viewer-loopback-only': 40,
};

const on = (name: string, sweep: Sweep, ...found: readonly string[]): FaultSweep => ({
  row: ROWS[found[0]?.split(' ')[2] ?? ''] ?? 0,
  name,
  sweep,
  found: found.map((one) => {
    const [status, check, code] = one.split(' ');
    return `${status} ${CAM} ${check} ${code}`;
  }),
});

const stopped = { keyFrameMs: null, packets: 5, closed: true } as const;

/** The paths in the end: the first of them as told, null where it is gone. */
const later = (after: Partial<PathState> | null, sweep: Sweep): Sweep =>
  withReading(sweep, 'mediamtx.pathsAfter', BOX, made([...(after ? [path(0, after)] : []), path(1)]));
const failing = () =>
  withReading(
    webrtc({ reached: 'ice', connectedMs: null }),
    'hls',
    PATH,
    failed('protocol', 'x', 'HTTP 500'),
  );

/** What can go wrong between the server and the viewer. */
export const deliverSweeps: readonly FaultSweep[] = [
  on('HLS port is dead', hlsFails('refused'), 'fail deliver-hls viewer-refused'),
  on(
    'HLS makes nothing of this codec',
    withReading(
      video({}, 'VP8'),
      'hls',
      PATH,
      failed('protocol', 'index.m3u8', 'HTTP 500: muxer instance not available'),
    ),
    'fail deliver-hls hls-codec',
  ),
  on(
    'HLS waits for a key frame',
    withReading(
      video({ keyFrames: 0, keyFrameIntervalAtLeastMs: 12_000 }),
      'hls',
      PATH,
      failed('timeout', 'index.m3u8'),
    ),
    'warn decode no-key-frame',
    'fail deliver-hls hls-no-key-frame',
  ),
  on(
    'HLS gives no segment though key frames come',
    hlsFails('timeout', 'index.m3u8'),
    'fail deliver-hls hls-no-segment',
  ),
  on('HLS time-out while we are starved', hlsFails('timeout', 'index.m3u8', 'no answer', 900)),
  on('HLS wants a user', hlsFails('unauthorized', 'index.m3u8')),
  on('HLS segment is a web page', hlsFails('protocol', 'segment'), 'fail deliver-hls hls-broken'),
  on('HLS stands still', hls({ advanced: false }), 'fail deliver-hls hls-stands-still'),
  on('HLS starts late', hls({ firstMediaMs: 12_400, proofMs: 12_600 }), 'warn deliver-hls slow-start'),
  on('H.265 in a browser', hls({ codecs: 'hvc1.1.6.L93.B0' }), 'warn deliver-hls browser-cannot-play'),
  on(
    'an encoder that was fed 4:2:2 in a browser',
    profiled('High 4:2:2'),
    'warn deliver-hls browser-cannot-play',
    'warn deliver-webrtc browser-cannot-play',
  ),
  on('a profile that every browser plays', profiled('High')),
  on(
    'HLS cannot be reached from outside',
    hls({ outside: { address: '192.0.2.10', port: 8888, open: false } }),
    'warn deliver-hls viewer-loopback-only',
  ),
  on(
    'HLS cannot be reached from outside, and need not be',
    expecting(hls({ outside: { address: '192.0.2.10', port: 8888, open: false } }), { viewers: 'local' }),
  ),
  on('WebRTC port is dead', webrtcFails('refused'), 'fail deliver-webrtc viewer-refused'),
  on(
    'WebRTC does not take this codec',
    webrtcFails('unsupported', 'offer', 'HTTP 400: no supported codec'),
    'fail deliver-webrtc webrtc-codec',
  ),
  on('WebRTC has no such path', webrtcFails('not-found', 'offer'), 'fail deliver-webrtc webrtc-broken'),
  on(
    'WebRTC has no video to send',
    webrtc({ reached: 'answer', codec: null, connectedMs: null, packets: 0 }),
    'fail deliver-webrtc webrtc-no-video',
  ),
  on(
    'WebRTC tells addresses that nobody can reach',
    webrtc({ reached: 'answer', connectsWithOurAddresses: true, connectedMs: null, packets: 0 }),
    'fail deliver-webrtc webrtc-unreachable-address',
  ),
  on(
    'WebRTC tells no address at all',
    webrtc({ reached: 'answer', candidates: [], connectedMs: null, packets: 0 }),
    'fail deliver-webrtc webrtc-unreachable-address',
  ),
  on(
    'WebRTC cannot connect in any way',
    webrtc({ reached: 'answer', connectsWithOurAddresses: false, connectedMs: null, packets: 0 }),
    'fail deliver-webrtc webrtc-no-connection',
  ),
  on(
    'WebRTC does not agree on encryption',
    webrtc({ reached: 'ice', connectedMs: null, packets: 0 }),
    'fail deliver-webrtc webrtc-no-dtls',
  ),
  on(
    'WebRTC over TCP does not agree on encryption: a browser may',
    webrtc({
      reached: 'ice',
      connectedMs: null,
      packets: 0,
      candidates: [{ address: '192.0.2.10', port: 8189, protocol: 'tcp' }],
    }),
  ),
  on(
    'WebRTC does not agree on encryption while we are starved',
    webrtc({ reached: 'ice', connectedMs: null, packets: 0, loopDelayMs: 900 }),
  ),
  on(
    'WebRTC ends because of B-frames, however late we are',
    webrtc({ reached: 'packets', ...stopped, loopDelayMs: 900 }, video({ bFrames: true })),
    'fail deliver-webrtc webrtc-b-frames',
  ),
  on(
    'WebRTC connects and sends nothing',
    webrtc({ reached: 'dtls', packets: 0 }),
    'fail deliver-webrtc webrtc-no-media',
  ),
  on(
    'WebRTC ends because of B-frames',
    webrtc({ reached: 'packets', ...stopped }, video({ bFrames: true })),
    'fail deliver-webrtc webrtc-b-frames',
  ),
  on('WebRTC ends', webrtc({ reached: 'packets', ...stopped }), 'fail deliver-webrtc webrtc-ended'),
  on(
    'WebRTC ends after a key frame',
    webrtc({ reached: 'key-frame', ...stopped }),
    'fail deliver-webrtc webrtc-ended',
  ),
  on(
    'WebRTC sends no key frame',
    webrtc({ reached: 'packets', closed: false, keyFrameMs: null }),
    'fail deliver-webrtc webrtc-no-key-frame',
  ),
  on('WebRTC was looked at too shortly', webrtc({ reached: 'key-frame', closed: false })),
  on('WebRTC starts late', webrtc({ keyFrameMs: 9_000 }), 'warn deliver-webrtc slow-start'),
  on(
    'WebRTC is told for this box only',
    webrtc({ candidates: [{ address: '127.0.0.1', port: 8189, protocol: 'udp' }] }),
    'warn deliver-webrtc viewer-loopback-only',
  ),
  on(
    'HLS is given up by MediaMTX',
    withReading(box(), 'hls', PATH, failed('protocol', 'index.m3u8', 'HTTP 500')),
    'fail deliver-hls hls-muxer-ended',
  ),
  on(
    'HLS is given up over a segment that is larger than allowed',
    change(
      withReading(box(), 'hls', PATH, failed('protocol', 'index.m3u8', 'HTTP 500')),
      'mediamtx.config',
      (config) => ({ ...config, hlsSegmentDuration: '1s', hlsSegmentMaxSize: '10K' }),
    ),
    'fail deliver-hls hls-segment-too-large',
  ),
  on(
    'a stream fails whose publisher stayed',
    later({}, failing()),
    'fail deliver-hls hls-muxer-ended',
    'fail deliver-webrtc webrtc-no-dtls',
  ),
  on('a stream fails because its publisher left', later(null, failing()), 'fail publish publisher-left'),
  on(
    'a stream fails because its publisher left, and its path stayed',
    later({ ready: false, online: false, source: null }, failing()),
    'fail publish publisher-left',
  ),
  on(
    'a stream fails while its publisher comes back',
    later({ source: { type: 'rtspSession', id: 'another' } }, failing()),
    'warn publish publisher-reconnected',
  ),
  on(
    'an on-demand stream is closed with its last reader',
    change(later(null, box()), 'mediamtx.pathConfigs', (configs) =>
      configs.map((one) => (one.name === PATH ? { ...one, runOnDemand: 'ffmpeg' } : one)),
    ),
  ),
];
