import { counted } from '../../model/index.ts';
import { commands } from '../commands.ts';
import type { Explanations } from './diagnosis.ts';
import { keyFrameStep } from './key-frames.ts';
import { logOf, type Server } from './owner.ts';

export interface At {
  readonly path: string;
  readonly url: string;
  /** How the MediaMTX runs that serves it. */
  readonly mediamtx: Server;
}

const H264 = commands.say(
  "encode H.264 in the publisher, without B-frames: '-c:v libx264 -pix_fmt yuv420p -bf 0'",
);
const WHOLE_KEY_FRAMES = commands.say(
  'switch off open GOPs and intra refresh (-x264-params open-gop=0:intra-refresh=0): they take the place of key frames',
);

/** Causes behind a broken `deliver` link: HLS and WebRTC, as a viewer meets them. */
export const deliver = {
  'viewer-refused': (f: {
    url: string;
    what: string;
    /** Where MediaMTX itself says that it serves, where the configuration of camproof has another port. */
    told: string | null;
  }) => {
    const key = f.what === 'HLS' ? 'hls' : 'webrtc';
    const correct = `'${key}Url' under 'mediamtx:' in /etc/camproof/camproof.yaml`;
    return f.told === null
      ? {
          cause: `nothing answers at ${f.url}: ${f.what} is off or listens elsewhere`,
          nextSteps: [
            commands.say(`set '${key}: yes' and '${key}Address' in mediamtx.yml, or correct ${correct}`),
            commands.listListeners(),
          ],
        }
      : {
          cause: `${correct} is wrong: nothing answers at ${new URL(f.url).host}, and MediaMTX says that it serves ${f.what} at ${f.told}`,
          nextSteps: [
            commands.say(`remove ${correct}: camproof then takes the address that MediaMTX tells`),
            commands.listListeners(),
          ],
        };
  },
  'viewer-needs-user': (f: { url: string }) => ({
    cause: `${f.url} asks for a user and a password, and camproof has none that it takes`,
    nextSteps: [
      commands.say("set 'readUser' and 'readPasswordFile' under 'mediamtx:' in /etc/camproof/camproof.yaml"),
    ],
  }),
  'readers-inside-only': (f: { paths: readonly string[]; ips: string }) => ({
    cause: `MediaMTX lets readers of ${f.paths.join(', ')} in from ${f.ips} only: viewers elsewhere are refused, with whatever user`,
    nextSteps: [
      commands.say(
        "take the addresses of viewers up in 'ips' (authInternalUsers) or 'readIPs' in mediamtx.yml",
      ),
      commands.say("or declare 'viewers: local' in /etc/camproof/camproof.yaml"),
    ],
  }),
  'viewer-loopback-only': (f: { what: string; address: string }) => ({
    cause: `${f.what} plays on this box and nowhere else: ${f.address} cannot be reached from outside`,
    nextSteps: [
      commands.say(
        "let it listen on ':PORT' in mediamtx.yml, and for WebRTC set 'webrtcIPsFromInterfaces: yes' or name the box in 'webrtcAdditionalHosts'",
      ),
      commands.say("or declare 'viewers: local' in /etc/camproof/camproof.yaml"),
    ],
  }),
  'browser-cannot-play': (f: { path: string; codec: string }) => ({
    cause: `${f.path} carries ${f.codec}, which many browsers cannot play`,
    nextSteps: [H264],
  }),
  'slow-start': (f: {
    path: string;
    seconds: number;
    keyFrames: string | null;
    often: boolean;
    segment: string | null;
    fps: number | null;
  }) => ({
    cause: `a viewer of ${f.path} waits ${f.seconds.toFixed(1)} s for a picture${
      f.segment !== null
        ? `: segments are ${f.segment} long (hlsSegmentDuration)`
        : f.keyFrames === null
          ? ''
          : f.often
            ? `, though key frames come every ${f.keyFrames}: the box or MediaMTX was busy at that moment, which is no fault of this camera`
            : `: key frames come every ${f.keyFrames}`
    }`,
    ...(f.often && f.segment === null && { confidence: 'likely' as const }),
    nextSteps:
      f.segment !== null
        ? [commands.say('shorten hlsSegmentDuration in mediamtx.yml (1s by default)')]
        : f.often
          ? [commands.showBusiest(), commands.showMemory(), commands.say('check again')]
          : [keyFrameStep(f.fps)],
  }),
  'hls-codec': (f: At & { codec: string; message: string }) => ({
    cause: `MediaMTX makes no HLS of ${f.codec}: ${f.message}`,
    nextSteps: [H264],
  }),
  'hls-no-key-frame': (f: At & { seconds: number; fps: number | null }) => ({
    cause: `HLS of ${f.path} needs a key frame to begin and one to end a segment: too few came in ${f.seconds.toFixed(0)} s`,
    nextSteps: [keyFrameStep(f.fps), WHOLE_KEY_FRAMES],
  }),
  'hls-no-segment': (f: At & { seconds: number }) => ({
    cause: `no segment of ${f.path} came in ${f.seconds.toFixed(0)} s, though the stream flows`,
    confidence: 'likely' as const,
    nextSteps: [commands.get(f.url), logOf(f.mediamtx, 'MediaMTX')],
  }),
  'hls-stands-still': (f: At) => ({
    cause: `the playlist of ${f.path} names old segments and no new one: viewers see a standstill`,
    nextSteps: [commands.get(f.url), logOf(f.mediamtx, 'MediaMTX'), commands.say('restart the publisher')],
  }),
  'hls-segment-too-large': (f: { path: string; most: string; needs: number; seconds: number }) => ({
    cause: `a segment of ${f.path} has about ${Math.round(f.needs / 1024)} KiB (${f.seconds.toFixed(1)} s), and hlsSegmentMaxSize allows ${f.most}: MediaMTX ends the HLS of a stream with larger ones`,
    nextSteps: [
      commands.say(
        'raise hlsSegmentMaxSize in mediamtx.yml (50M by default), or lower the bit rate of the publisher',
      ),
    ],
  }),
  'hls-muxer-ended': (f: At & { directory: string | null }) => ({
    cause: `MediaMTX began to make HLS of ${f.path} and gave it up (HTTP 500)${f.directory === null ? '' : `: it writes the segments to ${f.directory}, which may be full, missing, or not for its user to write`}`,
    confidence: 'likely' as const,
    nextSteps: [
      ...(f.directory === null ? [] : [commands.roomAt(f.directory), commands.showFolder(f.directory)]),
      logOf(f.mediamtx, 'MediaMTX'),
      commands.say("look for 'muxer … destroyed' in the log of MediaMTX: the reason stands behind it"),
    ],
  }),
  'hls-broken': (f: At & { phase: string; message: string }) => ({
    cause: `playing ${f.url} failed at ${f.phase}: ${f.message}`,
    confidence: 'likely' as const,
    nextSteps: [commands.get(f.url)],
  }),
  'webrtc-codec': (f: At & { codec: string; message: string }) => ({
    cause: `MediaMTX does not send ${f.codec} over WebRTC: ${f.message}`,
    nextSteps: [H264],
  }),
  'webrtc-no-video': (f: At) => ({
    cause: `the answer for ${f.path} has no video that would be sent`,
    nextSteps: [commands.say('check the publisher: it has to map a video stream')],
  }),
  'webrtc-unreachable-address': (f: At & { addresses: string; own: readonly string[] }) => ({
    cause: `MediaMTX tells viewers to connect to ${f.addresses || 'no address at all'}, where nobody answers${f.own.length > 0 ? `; the addresses of this box are ${f.own.join(', ')}` : ''}`,
    nextSteps: [
      commands.say(
        `in mediamtx.yml, set 'webrtcAdditionalHosts: [${f.own.find((address) => !address.includes(':')) ?? 'ADDRESS OF THIS BOX'}]' and 'webrtcLocalUDPAddress: :8189'; MediaMTX reads a changed file by itself`,
      ),
    ],
  }),
  'webrtc-no-connection': (f: At & { addresses: string }) => ({
    cause: `no connection to ${f.addresses || 'any address'} came about (ICE)`,
    nextSteps: [
      commands.say(
        "open the UDP port of 'webrtcLocalUDPAddress' in the box's packet filter, or set 'webrtcLocalTCPAddress'",
      ),
      commands.listListeners(),
    ],
  }),
  'webrtc-no-dtls': (f: At) => ({
    cause: `the connection for ${f.path} was made, but its encryption (DTLS) was not agreed upon`,
    confidence: 'likely' as const,
    nextSteps: [logOf(f.mediamtx, 'MediaMTX')],
  }),
  'webrtc-no-media': (f: At) => ({
    cause: `connected, but not one packet of ${f.path} came`,
    nextSteps: [logOf(f.mediamtx, 'MediaMTX')],
  }),
  'webrtc-b-frames': (f: At & { packets: number }) => ({
    cause: `${f.path} has B-frames, which WebRTC cannot carry: MediaMTX ended the session after ${counted(f.packets, 'packet')}`,
    nextSteps: [
      commands.say(
        "let the publisher encode without B-frames (ffmpeg: '-bf 0', or '-tune zerolatency'), and start it again",
      ),
    ],
  }),
  'webrtc-ended': (f: At & { packets: number }) => ({
    cause: `media of ${f.path} stopped after ${counted(f.packets, 'packet')}`,
    confidence: 'likely' as const,
    nextSteps: [logOf(f.mediamtx, 'MediaMTX'), H264],
  }),
  'webrtc-no-key-frame': (f: At & { seconds: number; fps: number | null }) => ({
    cause: `packets of ${f.path} come, but no key frame in ${f.seconds.toFixed(0)} s: a viewer sees nothing`,
    nextSteps: [keyFrameStep(f.fps), WHOLE_KEY_FRAMES],
  }),
  'webrtc-broken': (f: At & { phase: string; message: string }) => ({
    cause: `playing ${f.url} failed at ${f.phase}: ${f.message}`,
    confidence: 'likely' as const,
    nextSteps: [logOf(f.mediamtx, 'MediaMTX')],
  }),
} satisfies Explanations;
