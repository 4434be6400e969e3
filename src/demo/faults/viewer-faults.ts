import type { DemoBox } from '../box.ts';
import type { Sends } from '../publisher.ts';
import type { DemoFault } from './fault.ts';

/** Nobody listens there: the port of "discard", which no system of today runs. */
const NOBODY = 'http://127.0.0.1:9';
/** An address of this machine at which the media server does not listen. */
const WRONG_HOST = '127.0.0.99';

const sends = (what: Sends, codec = 'H264') => ({
  break: async (box: DemoBox) => {
    box.codecs.set(0, codec);
    await box.republish(0, { sends: what });
    await box.until(() => box.flows(0), 'the stream flows');
  },
  mend: async (box: DemoBox) => {
    box.codecs.delete(0);
    await box.republish(0);
  },
});

const configured = (url: 'hlsUrl' | 'webrtcUrl') => ({
  break: async (box: DemoBox) => {
    box.elsewhere[url] = NOBODY;
  },
  mend: async (box: DemoBox) => {
    delete box.elsewhere[url];
  },
});

/** Faults of the link `deliver`: everything works, and a viewer sees nothing. */
export const viewerFaults: readonly DemoFault[] = [
  {
    id: 'hls-codec',
    link: 'deliver',
    describes: 'the publisher sends VP8: good for WebRTC, but nothing that HLS could carry',
    expect: [{ subject: 'cam1', check: 'deliver-hls', code: 'hls-codec' }],
    shows: ['cam1 deliver-webrtc pass'],
    ...sends('vp8', 'VP8'),
  },
  {
    id: 'webrtc-b-frames',
    link: 'deliver',
    describes: 'the publisher sends B-frames: good for HLS, but WebRTC ends after a few packets',
    expect: [{ subject: 'cam1', check: 'deliver-webrtc', code: 'webrtc-b-frames' }],
    shows: ['cam1 deliver-hls pass'],
    ...sends('b-frames'),
  },
  {
    id: 'long-key-frame-interval',
    link: 'deliver',
    describes: 'a key frame every 10 s: viewers wait that long for a picture',
    generation: 'new',
    expect: [],
    shows: ['cam1 deliver-hls warn', 'cam1 deliver-webrtc warn'],
    ...sends('rare-key-frames'),
  },
  {
    id: 'webrtc-address',
    link: 'deliver',
    describes: 'viewers over WebRTC are told an address at which nobody answers',
    // Older servers go on naming the address at which they listen.
    generation: 'new',
    expect: [{ subject: '*', check: 'deliver-webrtc', code: 'webrtc-unreachable-address' }],
    shows: ['cam1 deliver-hls pass'],
    break: (box) => box.media.reconfigure({ webrtcHosts: [WRONG_HOST] }),
    mend: (box) => box.media.reconfigure({ webrtcHosts: [] }),
  },
  {
    id: 'hls-port-dead',
    link: 'deliver',
    describes: 'nobody listens where viewers are sent for HLS',
    expect: [{ subject: '*', check: 'deliver-hls', code: 'viewer-refused' }],
    shows: ['cam1 deliver-webrtc pass'],
    ...configured('hlsUrl'),
  },
  {
    id: 'webrtc-port-dead',
    link: 'deliver',
    describes: 'nobody listens where viewers are sent for WebRTC',
    expect: [{ subject: '*', check: 'deliver-webrtc', code: 'viewer-refused' }],
    shows: ['cam1 deliver-hls pass'],
    ...configured('webrtcUrl'),
  },
  {
    id: 'hls-off',
    link: 'deliver',
    describes: "HLS is switched off in MediaMTX's configuration: nothing is broken",
    expect: [],
    shows: ['cam1 deliver-hls off', 'cam1 deliver-webrtc pass'],
    break: (box) => box.media.reconfigure({ hls: false }),
    mend: (box) => box.media.reconfigure({ hls: true }),
  },
];
