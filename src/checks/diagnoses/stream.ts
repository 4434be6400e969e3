import { counted } from '../../model/index.ts';
import { commands } from '../commands.ts';
import { type Busy, busyWords } from './busy.ts';
import { startPublisher } from './capture.ts';
import { type CameraEntry, declare } from './declare.ts';
import type { Explanations } from './diagnosis.ts';
import { keyFrameStep } from './key-frames.ts';
import { newPath, phantomSteps } from './new-path.ts';
import {
  logOf,
  logOfPublisher,
  type Publisher,
  restartOf,
  restartOfPublisher,
  type Server,
} from './owner.ts';

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

/** What tells a camera that gives nothing from a publisher that sends nothing: first what only reads, a plug last. */
const standstillSteps = ({
  device,
  publisher,
}: {
  readonly device: string | null;
  readonly publisher: Publisher | null;
}) => [
  logOfPublisher(publisher),
  ...(device ? [commands.kernelLog('errors of the USB there point at the camera or its cable')] : []),
  restartOfPublisher(publisher),
  commands.say(
    device
      ? `if bytes come after that, it was the publisher; if none come, unplug the camera ${device} and plug it in again`
      : 'if none come after that, look whether it sends a codec that MediaMTX takes (H.264)',
  ),
];

/** Why a publisher that runs is not connected: it has nothing to send, or what it sends goes elsewhere. */
function notConnected({ reads, device }: { readonly reads: string | null; readonly device: string | null }) {
  if (reads !== null) return `it may wait for ${reads}`;
  return device === null
    ? 'it has not begun, or is refused'
    : 'the camera gives it no frames, or it was dropped because it passed none on';
}

/** Causes behind broken `publish`, `ready` and `decode` links. */
export const stream = {
  'path-missing': (f: {
    path: string;
    existing: readonly string[];
    /** Somebody publishes to it, or would: then its name is all that is missing. */
    published: boolean;
    /** A camera that nobody but the camera service knows of, and how that runs; null for one that others know too. */
    phantom: { readonly camera: string; readonly server: Server } | null;
  }) => ({
    cause: `MediaMTX has no path "${f.path}", neither published nor configured${f.existing.length > 0 ? `; it has ${f.existing.join(', ')}` : ''}`,
    nextSteps: f.phantom
      ? phantomSteps(f.phantom.camera, f.path, f.phantom.server)
      : f.published
        ? [
            commands.say(
              `if "${f.path}" is meant, add '${f.path}:' under 'paths:' in mediamtx.yml; else correct the name at the end of the address in the publisher's command`,
            ),
          ]
        : [
            newPath(f.path),
            commands.say(
              'or, where the camera has another path, correct the name in /etc/camproof/camproof.yaml and in the camera service',
            ),
          ],
  }),
  'path-name-differs': (f: { path: string; published: string; pid: number | null; unit: string | null }) => ({
    cause: `the publisher${f.pid === null ? '' : ` (pid ${f.pid})`} sends to path "${f.published}", but this camera is expected at path "${f.path}"`,
    nextSteps: [
      commands.say(
        `write "${f.path}" at the end of the address in the publisher's command; or, if "${f.published}" is meant, write that in mediamtx.yml and in /etc/camproof/camproof.yaml`,
      ),
      ...(f.unit ? [commands.restartUnit(f.unit)] : []),
    ],
  }),
  'nobody-publishes': (f: {
    path: string;
    unit: string | null;
    taker: string | null;
    publisher: {
      readonly pid: number;
      readonly comm: string;
      readonly unit: string | null;
      /** The address of a network camera that it takes its pictures from. */
      readonly reads: string | null;
      /** The device that it has open. */
      readonly device: string | null;
    } | null;
    /** Its command names this path. */
    isAddressed: boolean;
  }) => ({
    cause: f.publisher
      ? `${f.publisher.comm} (pid ${f.publisher.pid}) runs${f.publisher.device === null ? '' : `, has ${f.publisher.device} open`} and should publish to ${f.path}, but is not connected: ${notConnected(f.publisher)}`
      : f.taker === null
        ? `MediaMTX has the path "${f.path}", but nobody publishes to it`
        : `MediaMTX would take ${f.path} (path ${f.taker}), but nobody publishes to it`,
    nextSteps: [
      ...(f.publisher?.reads
        ? [commands.say(`check power, network and address of ${f.publisher.reads}`)]
        : []),
      ...(f.publisher?.device
        ? standstillSteps({ device: f.publisher.device, publisher: f.publisher })
        : [f.unit ? commands.journal(f.unit) : startPublisher]),
      ...(f.isAddressed ? [] : [commands.say(`check its address: it has to end in /${f.path}`)]),
    ],
  }),
  'publisher-left': (f: { path: string; unit: string | null }) => ({
    cause: `${f.path} was published when the check began, and nobody publishes to it now: its publisher ended, or lost its connection, meanwhile`,
    nextSteps: [
      f.unit
        ? commands.journal(f.unit)
        : commands.say(`see whether the publisher of ${f.path} still runs, and what it printed last`),
      commands.watch(),
    ],
  }),
  'publisher-reconnected': (f: { path: string }) => ({
    cause: `${f.path} was published anew during the check: what broke off meanwhile says nothing of how it plays`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('check again; if it comes back, its publisher is started again and again'),
      commands.watch(),
    ],
  }),
  'false-green': (f: { path: string }) => ({
    cause: `MediaMTX calls ${f.path} ready because of alwaysAvailable, but no publisher is there: viewers see its stand-in picture`,
    nextSteps: [
      startPublisher,
      commands.say(
        `whoever watches this box by MediaMTX's API: "online" of ${f.path} tells whether a camera is there, "ready" does not`,
      ),
    ],
  }),
  'no-camera-path': (f: { camera: CameraEntry; device: string }) => ({
    cause: `no path of MediaMTX carries ${f.device}: the camera is there, but nothing publishes it`,
    nextSteps: [
      commands.say(
        `add a path of its own under 'paths:' in mediamtx.yml, with a publisher of ${f.device} at its 'runOnInit:'`,
      ),
      commands.say(`or, where it is not to be published, ${declare(f.camera, 'off', 'not used')}`),
    ],
  }),
  'source-unreachable': (f: { path: string; source: string }) => ({
    cause: `MediaMTX pulls ${f.path} from ${f.source} and gets nothing`,
    nextSteps: [commands.say(`check power, network and address of the camera at ${f.source}`)],
  }),
  'not-ready': (f: { path: string; publisher: Publisher | null }) => ({
    cause: `a publisher is connected to ${f.path}, but no stream has begun`,
    nextSteps: [logOfPublisher(f.publisher), commands.say('it may wait for the camera, or be refused')],
  }),
  'on-demand-idle': (f: { camera: string }) => ({
    cause: 'MediaMTX starts this stream only when somebody watches it',
    nextSteps: [commands.wake(f.camera)],
  }),
  'on-demand-failed': (f: { path: string; command: string; unit: string | null }) => ({
    cause: `MediaMTX started the runOnDemand command of ${f.path}, and nothing was published: ${f.command}`,
    nextSteps: [
      commands.say("run that command by hand as MediaMTX's user; it gets no shell, so pipes do not work"),
      ...(f.unit ? [commands.journal(f.unit)] : []),
    ],
  }),
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
