import type { deliver } from '../diagnoses/deliver.ts';
import type { ExplanationsOf } from './explained.ts';

const path = 'yard';
const mediamtx = { port: 9997, unit: 'mediamtx.service', pid: 700 };
const hls = { path, url: 'http://127.0.0.1:8888/yard/index.m3u8', mediamtx };
const whep = { path, url: 'http://127.0.0.1:8889/yard/whep', mediamtx };
const addresses = '192.0.2.10:8189/udp';

/** The codes of a broken `deliver` link. */
export const ofDeliver: ExplanationsOf<typeof deliver> = {
  'viewer-refused': {
    means: 'Nobody listens where viewers are sent.',
    detected: 'The connection was refused.',
    example: { url: hls.url, what: 'HLS', told: null },
  },
  'viewer-needs-user': {
    means: 'Streams are protected, and camproof has no user to play them.',
    detected: 'HTTP 401 or 403.',
    example: { url: hls.url },
  },
  'readers-inside-only': {
    means: 'MediaMTX refuses readers from elsewhere.',
    detected:
      "Every permission to read the path is limited to loopback addresses in MediaMTX's configuration, and viewers are not declared to be local.",
    example: { paths: ['yard'], ips: '127.0.0.1/32' },
  },
  'viewer-loopback-only': {
    means: 'It plays on the box itself, and viewers elsewhere see nothing.',
    detected:
      "The port is closed at the box's outer address, or every WebRTC candidate is a loopback address, and viewers are not declared to be local.",
    example: { what: 'HLS', address: '192.0.2.10:8888' },
  },
  'browser-cannot-play': {
    means: 'The stream is delivered, and many browsers have no decoder for it.',
    detected: 'H.265 in the playlist or in what was received.',
    example: { path, codec: 'H265' },
  },
  'slow-start': {
    means: 'A viewer waits long for the first picture.',
    detected: 'More than 6 s until the first HLS segment or the first key frame over WebRTC.',
    example: { path, seconds: 12.4, keyFrames: '10.0 s', often: false, segment: null, fps: 15 },
  },
  'hls-codec': {
    means: 'The server makes no HLS of this codec.',
    detected: 'HTTP 404 or 500 for the playlist of a stream whose codec HLS does not carry.',
    example: { ...hls, codec: 'VP8', message: 'HTTP 500: muxer instance not available' },
  },
  'hls-no-key-frame': {
    means: 'HLS begins with a key frame, and none comes.',
    detected:
      'No playlist before the deadline, while the RTSP reader saw no key frame or more than 4 s between two.',
    example: { ...hls, seconds: 28, fps: 15 },
  },
  'hls-no-segment': {
    means: 'The stream flows with key frames, and HLS has nothing to play.',
    detected: 'No playable segment before the deadline.',
    example: { ...hls, seconds: 28 },
  },
  'hls-stands-still': {
    means: 'Old segments are there, and no new one comes.',
    detected: 'The playlist did not advance in three target durations.',
    example: hls,
  },
  'hls-segment-too-large': {
    means: 'A limit of MediaMTX is too small for this stream.',
    detected: 'HTTP 500, and bit rate and length of a segment against hlsSegmentMaxSize.',
    example: { path: 'yard', most: '10K', needs: 64_000, seconds: 1 },
  },
  'hls-muxer-ended': {
    means: 'The stream runs, and MediaMTX cannot make HLS of it.',
    detected: 'HTTP 500 for the playlist of a stream that flows, of a codec that HLS carries.',
    example: { ...hls, directory: '/var/lib/hls' },
  },
  'hls-broken': {
    means: 'A playlist or segment is not what a player needs.',
    detected: 'An HTTP error, no playlist, or a segment that holds no media.',
    example: { ...hls, phase: 'segment', message: '600 bytes that are neither fMP4 nor MPEG-TS' },
  },
  'webrtc-codec': {
    means: 'The server does not send this codec over WebRTC.',
    detected: 'HTTP 400 to an offer of H.264, H.265, VP8, VP9 and AV1.',
    example: { ...whep, codec: 'JPEG', message: "HTTP 400: the stream doesn't contain any supported codec" },
  },
  'webrtc-no-video': {
    means: 'The server would send sound only.',
    detected: 'The answer has no video that is sent.',
    example: whep,
  },
  'webrtc-unreachable-address': {
    means: 'Viewers are told to connect to addresses where nobody answers.',
    detected:
      'An offer without our addresses does not connect, one with them does: the server reached us, a viewer elsewhere it could not.',
    example: { ...whep, addresses, own: ['192.168.1.20'] },
  },
  'webrtc-no-connection': {
    means: 'No connection comes about in any direction.',
    detected: 'ICE does not connect in 5 s, neither without nor with our addresses in the offer.',
    example: { ...whep, addresses },
  },
  'webrtc-no-dtls': {
    means: 'Packets get through, but the encryption is not agreed upon.',
    detected: 'ICE connected, DTLS not in 8 s.',
    example: whep,
  },
  'webrtc-no-media': {
    means: 'The connection stands, and nothing is sent.',
    detected: 'DTLS connected, no RTP packet in 3 s.',
    example: whep,
  },
  'webrtc-b-frames': {
    means: 'The encoder makes B-frames, which WebRTC has no place for.',
    detected: 'Media ended after a few packets, and the RTSP reader saw B-frames.',
    example: { ...whep, packets: 5 },
  },
  'webrtc-ended': {
    means: 'Media began and stopped.',
    detected: 'No packet for 3 s, or the server closed, before a second of media after a key frame.',
    example: { ...whep, packets: 5 },
  },
  'webrtc-no-key-frame': {
    means: 'Media comes that no viewer can begin with.',
    detected: 'Packets until the deadline, and no key frame among them.',
    example: { ...whep, seconds: 24, fps: 15 },
  },
  'webrtc-broken': {
    means: 'The server did not take the offer.',
    detected: 'An HTTP error to the offer, or an answer that is no SDP.',
    example: { ...whep, phase: 'offer', message: 'HTTP 404: no stream is available' },
  },
};
