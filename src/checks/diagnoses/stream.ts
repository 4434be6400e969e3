import { counted } from '../../model/index.ts';
import { commands } from '../commands.ts';
import { type Busy, busyWords } from './busy.ts';
import { type CameraEntry, declare } from './declare.ts';
import type { Explanations } from './diagnosis.ts';
import { keyFrameStep } from './key-frames.ts';
import { logOf, type Publisher, restartOf, type Server } from './owner.ts';
import { standstillSteps } from './standstill.ts';

/** A share in per cent; small ones with one decimal. */
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** What keeps the processor busy, and whether that can be why: all cameras of a box have one processor. */
function overloadWords(busy: (Busy & { readonly waiting: number }) | null, others: number): string {
  if (!busy) return '';
  const load = `programs wait for it ${percent(busy.waiting)} of the time${busyWords(busy)}`;
  return others > 0
    ? `. The processor is overloaded (${load}), but ${counted(others, 'other camera')} ${others === 1 ? 'keeps its' : 'keep their'} rate`
    : `, and the processor is overloaded: ${load}`;
}

const LESS = commands.say('let the publisher take a smaller size or rate (-video_size, -framerate)');

/** In the dark a camera exposes longer, and so gives fewer frames. */
const slowExposureSteps = (device: string | null) => [
  commands.say('give the scene more light: in the dark a camera exposes longer, and so gives fewer frames'),
  ...(device === null ? [] : [commands.keepRate(device)]),
];

/** Do all streams stand still, where there are several? */
const isOfAll = ({ still, of }: { readonly still: number; readonly of: number }): boolean =>
  of > 1 && still === of;

/** Causes behind broken `ready` and `decode` links. */
export const stream = {
  'no-bytes': (f: {
    path: string;
    seconds: number;
    device: string | null;
    publisher: Publisher | null;
    /** How many streams stand still, this one among them, of those that somebody publishes. */
    still: number;
    of: number;
    mediamtx: Server;
  }) => ({
    cause: `${f.path} counts as online, but not one byte arrived in ${f.seconds.toFixed(1)} s${
      isOfAll(f)
        ? `, nor on any other path: ${f.of} cameras do not stall at once, so it is likely what they share: MediaMTX, this machine, its USB`
        : f.device && f.publisher
          ? `: the publisher (pid ${f.publisher.pid}) runs and has ${f.device} open, but either the camera gives it no frames, or it does not pass them on`
          : ': the publisher sends nothing'
    }`,
    ...(isOfAll(f) && { confidence: 'likely' as const }),
    nextSteps: isOfAll(f)
      ? [
          commands.kernelLog('read whether the USB, its supply or memory failed'),
          logOf(f.mediamtx, 'MediaMTX'),
          restartOf(f.mediamtx, 'MediaMTX'),
        ]
      : standstillSteps(f),
  }),
  'packets-lost': (f: {
    path: string;
    lost: number;
    of: number;
    udp: boolean;
    /** On which way: from the publisher to MediaMTX, or from MediaMTX to camproof. */
    way: 'in' | 'out';
  }) => ({
    cause: `${f.lost} of ${counted(f.of, 'packet')} of ${f.path} (${percent(f.lost / f.of)}) ${f.lost === 1 ? 'was' : 'were'} lost ${
      f.way === 'in' ? 'between its publisher and MediaMTX' : 'before camproof read them'
    }${f.udp ? ', over UDP' : f.way === 'out' ? '. Over TCP, as it reads, nothing gets lost: they were lost before MediaMTX, or MediaMTX dropped them' : ''}`,
    nextSteps: f.udp
      ? [
          f.way === 'in'
            ? commands.say('publish over TCP (ffmpeg: -rtsp_transport tcp before the address)')
            : commands.say(
                "read over TCP: 'transport: tcp' under 'mediamtx:' in /etc/camproof/camproof.yaml",
              ),
          commands.watch(),
        ]
      : [
          commands.showBusiest(),
          commands.say('if the publisher sends over UDP or a network: publish over TCP, and check its cable'),
          commands.watch(),
        ],
  }),
  'readers-limited': (f: { path: string; limit: number }) => ({
    cause: `maxReaders lets only ${f.limit} watch ${f.path} at once: camproof was refused, as others may have been before it`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say(
        `raise maxReaders of ${f.path} in mediamtx.yml: camproof itself watches in three ways at once`,
      ),
      commands.say('or check again while nobody watches'),
    ],
  }),
  'rtsp-refused': (f: { url: string }) => ({
    cause: `nothing answers at ${f.url}: the RTSP server is off or listens elsewhere`,
    nextSteps: [commands.say("set 'rtsp: yes' and 'rtspAddress' in mediamtx.yml"), commands.listListeners()],
  }),
  'rtsp-needs-user': (f: { url: string }) => ({
    cause: `${f.url} asks for a user and a password, and camproof has none that it takes`,
    nextSteps: [
      commands.say("set 'readUser' and 'readPasswordFile' under 'mediamtx:' in /etc/camproof/camproof.yaml"),
    ],
  }),
  'rtsp-broken': (f: { url: string; phase: string; message: string; mediamtx: Server }) => ({
    cause: `reading ${f.url} failed at ${f.phase}: ${f.message}`,
    confidence: 'likely' as const,
    nextSteps: [logOf(f.mediamtx, 'MediaMTX')],
  }),
  'rtsp-no-udp': (f: { url: string }) => ({
    cause: `camproof is told to read over UDP, and ${f.url} does not offer that`,
    nextSteps: [
      commands.say("set 'transport: tcp' under 'mediamtx:' in /etc/camproof/camproof.yaml"),
      commands.say(
        "or, where viewers need UDP, add 'udp' to 'rtspTransports' ('protocols' on old servers) in mediamtx.yml",
      ),
    ],
  }),
  'no-frames': (f: { path: string; seconds: number; udp: boolean; camera: CameraEntry }) => ({
    cause: `${f.path} plays, but no video frame came in ${f.seconds.toFixed(1)} s${f.udp ? ' over UDP' : ''}`,
    nextSteps: [
      ...(f.udp
        ? [
            commands.say(
              "try 'transport: tcp' under 'mediamtx:' in /etc/camproof/camproof.yaml: a packet filter may drop what comes over UDP",
            ),
          ]
        : []),
      commands.say('restart the publisher and watch what it prints'),
      commands.say(`where a time-lapse is meant, say its rate: ${declare(f.camera, 'expect', 'fps: 0.2')}`),
    ],
  }),
  'no-video': (f: { path: string; media: string; camera: CameraEntry }) => ({
    cause: `${f.path} carries no video${f.media ? `, only ${f.media}` : ''}`,
    nextSteps: [
      commands.say('let the publisher send video too (ffmpeg: -map 0:v)'),
      commands.say(`if it is meant so (an intercom), ${declare(f.camera, 'off', 'sound only')}`),
    ],
  }),
  'no-key-frame': (f: { path: string; seconds: number; fps: number | null }) => ({
    cause: `no key frame came in ${f.seconds.toFixed(1)} s: a viewer sees nothing before the next one`,
    nextSteps: [
      keyFrameStep(f.fps),
      commands.say(
        'switch off open GOPs and intra refresh (-x264-params open-gop=0:intra-refresh=0): they take the place of key frames',
      ),
    ],
  }),
  'wrong-codec': (f: { path: string; expected: string; actual: string; camera: CameraEntry }) => ({
    cause: `${f.path} carries ${f.actual} instead of ${f.expected}`,
    nextSteps: [
      commands.say(
        `let the publisher encode ${f.expected}${/h\.?264/i.test(f.expected) ? " (ffmpeg: '-c:v libx264 -pix_fmt yuv420p -bf 0')" : ''}`,
      ),
      commands.say(`or, where ${f.actual} is meant, ${declare(f.camera, 'expect', `codec: ${f.actual}`)}`),
    ],
  }),
  'wrong-size': (f: { path: string; expected: string; actual: string; device: string | null }) => ({
    cause: `${f.path} is ${f.actual} instead of ${f.expected}: the publisher asks for that, or the camera fell back to it`,
    nextSteps: [
      commands.say(
        `set -video_size ${f.expected} in the publisher's command; the camera takes only the modes that it lists`,
      ),
      f.device === null ? commands.listDevices() : commands.listFormats(f.device),
    ],
  }),
  'low-frame-rate': (f: {
    path: string;
    expected: number;
    actual: number;
    device: string | null;
    /** Brightness of its picture, from 0 to 255, where that is dark; null where it is not, or was not seen. */
    dark: number | null;
    /** How many other cameras keep the rate that is expected of them. */
    others: number;
    /** What else was seen where tasks wait for the processor; null where they do not. */
    busy: (Busy & { readonly waiting: number }) | null;
  }) => ({
    cause: `${f.path} delivers ${f.actual.toFixed(1)} of ${f.expected} frames a second${
      f.dark === null
        ? ''
        : `, and its picture is dark (brightness ${f.dark} of 255): a camera exposes longer then`
    }${overloadWords(f.busy, f.others)}`,
    confidence: 'likely' as const,
    nextSteps:
      f.busy && f.others === 0
        ? [commands.showBusiest(), LESS, ...slowExposureSteps(f.device)]
        : [
            ...slowExposureSteps(f.device),
            commands.say(
              'or let the publisher ask the camera for MJPEG (-input_format mjpeg): raw pictures may be too much for the USB',
            ),
            ...(f.busy ? [commands.showBusiest(), LESS] : []),
          ],
  }),
  'stream-stalls': (f: { path: string; seconds: number; of: number }) => ({
    cause: `${f.path} stood still for ${f.seconds.toFixed(1)} s of the ${f.of.toFixed(1)} s that it was looked at: viewers see it freeze`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say(
        'see whether its publisher gets the processor time that it needs (top), and what it prints',
      ),
      commands.say(
        'over a network: look for a bad cable, a weak radio link or a full line; on the USB: another port',
      ),
      commands.watch(),
    ],
  }),
  'clock-off': (f: { path: string; words: string; slow: boolean }) => ({
    cause: f.slow
      ? `the timestamps of ${f.path} run ${f.words}: its publisher makes frames slower than it says, since it cannot keep up or was held up, or stamps them wrongly`
      : `the timestamps of ${f.path} run ${f.words}: players freeze or wait, and rates taken from them are wrong`,
    nextSteps: [
      ...(f.slow
        ? [commands.say('see whether the publisher has the processor time that it needs (top)')]
        : []),
      commands.say(
        "let the publisher keep the camera's own times, or stamp frames as they come (ffmpeg: -use_wallclock_as_timestamps 1 before -i; no setpts or setts)",
      ),
    ],
  }),
  'key-frames-far-apart': (f: { path: string; seconds: number; seen: boolean; fps: number | null }) => ({
    cause: `key frames of ${f.path} are ${f.seen ? '' : 'at least '}${f.seconds.toFixed(1)} s apart: each viewer waits that long for a picture`,
    nextSteps: [keyFrameStep(f.fps)],
  }),
} satisfies Explanations;
