import { counted } from '../../model/index.ts';
import { commands } from '../commands.ts';
import { type CameraEntry, declare } from './declare.ts';
import type { Explanations } from './diagnosis.ts';
import { logOfPublisher, type Publisher, restartOfPublisher } from './owner.ts';

/** A stream whose pictures show too little, and the node of its camera; null where it has none here. */
export interface Shown {
  readonly path: string;
  /** Brightness from 0 to 255. */
  readonly mean: number;
  readonly device: string | null;
}

/** What tells, and mends, an exposure that somebody has fixed. Kernels differ in what they call it. */
const exposureSteps = (device: string | null) =>
  device === null
    ? []
    : [
        commands.listControls(device),
        commands.say(
          `if auto_exposure (exposure_auto on old kernels) is 1, which is manual: v4l2-ctl -d ${device} -c auto_exposure=3`,
        ),
      ];

/** Causes behind what the pictures of a stream show, or that none are seen. */
export const pictures = {
  'no-decoder': (_: object) => ({
    cause: 'pictures are decoded by ffmpeg, and there is none that the user "nobody" may run',
    nextSteps: [
      commands.say(
        "install it (apt-get install ffmpeg), or name one under 'ffmpeg' in /etc/camproof/camproof.yaml",
      ),
    ],
  }),
  'pictures-need-rtsp': (_: object) => ({
    cause:
      'pictures are read over RTSP, which is switched off in MediaMTX: what it shows may be black, however well it plays',
    nextSteps: [
      commands.say(
        "set 'rtsp: yes' and 'rtspAddress: 127.0.0.1:8554' in mediamtx.yml: nobody else is let in by that",
      ),
      commands.say(
        'or look at each camera in a browser, and check the rest with --only ready,deliver,service,health',
      ),
    ],
  }),
  'decoder-broken': (f: { message: string }) => ({
    cause: `it is ffmpeg that fails, not the stream: ${f.message}`,
    nextSteps: [
      commands.listDecoders(),
      commands.say(
        "if it does not run, or H.264 is not among them: apt-get install --reinstall ffmpeg, or name another under 'ffmpeg' in /etc/camproof/camproof.yaml",
      ),
      commands.say('if it was killed, look for memory that ran out (dmesg, systemd MemoryMax)'),
    ],
  }),
  'no-picture': (f: { path: string; complaint: string | null; publisher: Publisher | null }) => ({
    cause: `no picture can be decoded of ${f.path}${f.complaint === null ? '' : `: ${f.complaint}`}`,
    confidence: 'likely' as const,
    nextSteps: [
      logOfPublisher(f.publisher),
      restartOfPublisher(f.publisher),
      commands.say('play the stream with ffplay: another decoder may say more'),
    ],
  }),
  'corrupt-stream': (f: {
    path: string;
    complaints: number;
    frames: number;
    complaint: string;
    publisher: Publisher | null;
  }) => ({
    cause: `what the publisher of ${f.path} sends is broken: the decoder complains ${counted(f.complaints, 'time')} in ${counted(f.frames, 'picture')} (${f.complaint}), and no packet was lost`,
    nextSteps: [
      logOfPublisher(f.publisher),
      commands.say('take bitstream filters (-bsf) out of its command, and restart it'),
      commands.say(
        'encode in software for a try (-c:v libx264): a hardware encoder, or the camera itself, may be at fault',
      ),
    ],
  }),
  'black-picture': (f: Shown) => ({
    cause: `${f.path} is black (brightness ${f.mean} of 255): lens cap, no light, exposure set too short, or a sensor that gives nothing`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('look at the lens: is a cap on it, is there light?'),
      ...exposureSteps(f.device),
      commands.say('if it stays black, unplug the camera and plug it in again'),
    ],
  }),
  'dark-picture': (f: Shown) => ({
    cause: `${f.path} is dark (brightness ${f.mean} of 255), and nothing can be told apart in it`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('look again by daylight, or switch the infra-red light on; see whether the lens is free'),
      ...exposureSteps(f.device),
    ],
  }),
  'single-colour': (f: Shown) => ({
    cause: `${f.path} is one single colour (brightness ${f.mean} of 255): ${f.mean > 200 ? 'far too much light or exposure, ' : ''}a covered lens, or no signal at the input`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('look at the lens and at what is in front of it'),
      ...exposureSteps(f.device),
      commands.say('if a frame grabber or converter is between: check its cable and which input is chosen'),
    ],
  }),
  'torn-picture': (f: { path: string; how: string }) => ({
    cause: `pictures of ${f.path} arrive incomplete: ${f.how}`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('try another USB port and cable; a hub may be too slow'),
      commands.say('lower size or frame rate of the capture'),
    ],
  }),
  'frozen-picture': (f: {
    path: string;
    witness: string | null;
    camera: CameraEntry;
    publisher: Publisher | null;
  }) => ({
    cause: `${f.path} sends the same picture again and again${f.witness === null ? '; a drawing, or a scene without any noise, would look the same' : `, and ${f.witness}`}`,
    confidence: f.witness === null ? ('likely' as const) : ('certain' as const),
    nextSteps: [
      commands.say('move something before the camera and look again'),
      restartOfPublisher(f.publisher),
      commands.say('if it stays so, plug the camera in again'),
      commands.say(`if the scene is meant to stand still: ${declare(f.camera, 'expect', 'motion: none')}`),
      ...(f.witness === null
        ? [commands.say(`if it never stands still, 'motion: always' there makes this a failure from now on`)]
        : []),
    ],
  }),
} satisfies Explanations;
