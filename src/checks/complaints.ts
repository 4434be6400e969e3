import type { Camera } from '../cameras/cameras.ts';
import { answersTo } from '../cameras/names.ts';
import { type Evidence, known, reading, type Sweep } from '../model/index.ts';
import { diagnose } from './diagnoses/table.ts';
import { saw } from './finding.ts';
import { busLoad } from './usb-load.ts';

/** What a publisher's last words mean, by what they say: ffmpeg's, GStreamer's, and the libraries' below them. */
const COMPLAINTS = [
  {
    pattern:
      /(?:STREAMON|v4l2?|\/dev\/video\d+|turning on stream|start(?:ing)? \w+).*no space left on device/i,
    code: 'no-usb-bandwidth',
  },
  {
    pattern:
      /\[h264_(?:v4l2m2m|omx)\b.*(?:valid device|not found)|unknown encoder '?h264_(?:v4l2m2m|omx)|no element "(?:v4l2|omx)h264enc"/i,
    code: 'no-hardware-encoder',
  },
  { pattern: /cannot find a proper format|inappropriate ioctl/i, code: 'no-such-format' },
  { pattern: /VIDIOC_DQBUF\)?: Input\/output error/i, code: 'streaming-error' },
  { pattern: /VIDIOC_\w+\)?: No such device/i, code: 'camera-left' },
  { pattern: /device or resource busy/i, code: 'device-busy-for-publisher' },
  { pattern: /permission denied.*\/dev\/|\/dev\/.*permission denied/i, code: 'publisher-denied' },
] as const;

/** The cause that a publisher's words name; undefined where they name none that is known. */
const complaintIn = (words: string) => COMPLAINTS.find(({ pattern }) => pattern.test(words));

/** How many lines further on a program may still say which device it spoke of. */
const SAME_BREATH = 3;

/**
 * The reason for the death of a camera's publisher, where the journal of a unit has it: MediaMTX drops its hooks' exit
 * codes, so their last words are all there is. Null when nobody said anything that is known.
 */
export function complaint(
  sweep: Sweep,
  camera: Camera,
): { evidence: readonly Evidence[]; diagnosis: ReturnType<typeof diagnose> } | null {
  const device = camera.device ?? camera.id;
  for (const { unit, from, lines } of wordsAbout(sweep, camera)) {
    for (const line of lines.toReversed()) {
      const told = complaintIn(line);
      if (!told) continue;
      const evidence = [saw(`journal of ${unit}`, line, from)];
      if (told.code === 'no-usb-bandwidth') evidence.push(...busLoad(sweep, camera));
      return { evidence, diagnosis: diagnose(told.code, { device, unit }) };
    }
  }
  return null;
}

/** What units said that may be about a camera: nothing of a unit that holds another one, no line about another one. */
function wordsAbout(sweep: Sweep, camera: Camera) {
  const processes = known(sweep.readings, 'processes')?.processes ?? [];
  const isOwn = (path: string) => camera.nodes.some((node) => node.path === path);
  return Object.keys(sweep.readings.journal ?? {}).flatMap((unit) => {
    const from = reading(sweep.readings, 'journal', unit);
    const held = processes.filter((one) => one.unit === unit).flatMap(({ devices }) => devices);
    const isHost = unit.startsWith('mediamtx');
    if (!from?.ok || (!isHost && held.length > 0 && !held.some(isOwn))) return [];
    const lines = from.value.lines.filter((_, at) => !isForeign(camera, from.value.lines.slice(at)));
    return [{ unit, from, lines }];
  });
}

/** What the publisher itself said last, where the journal could be read. */
export const lastWords = (sweep: Sweep, camera: Camera): readonly Evidence[] =>
  wordsAbout(sweep, camera).flatMap(({ unit, from, lines }) =>
    lines.slice(-2).map((line) => saw(unit, line, from)),
  );

/** True when a line, or what follows it in the same breath, names a device and it is not the camera's. */
function isForeign(camera: Camera, [line = '', ...next]: readonly string[]): boolean {
  const named = [line, ...next.slice(0, SAME_BREATH)].map(devicesIn).find((found) => found.length > 0) ?? [];
  const isOurs = (name: string) =>
    name === camera.device || camera.nodes.some((node) => answersTo(node, name));
  return named.length > 0 && !named.some(isOurs);
}

const devicesIn = (line: string): readonly string[] =>
  (line.match(/\/dev\/(?:video\d+|v4l\/by-(?:id|path)\/[\w.:+-]+)/g) ?? []).map((name) =>
    name.replace(/[.:]+$/, ''),
  );
