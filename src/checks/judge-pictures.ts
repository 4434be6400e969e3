import { counted, type Finding, type Pictures, type Reading, type Span } from '../model/index.ts';
import type { CameraEntry } from './diagnoses/declare.ts';
import type { Publisher } from './diagnoses/owner.ts';
import { diagnose } from './diagnoses/table.ts';
import { type Make, saw } from './finding.ts';

/**
 * Brightness from 0 to 255 after scaling to 64x36; docs/pictures.md has the measurements that these were chosen by.
 * A night scene has a mean of 11 and a contrast of 2.8, infra-red light 8 and 15, fog 176 and 4.
 */
export const DARK = 20;

const LIMITS = {
  /** Black is no brighter than this … */
  black: 6,
  /** … an empty dark picture no brighter than this. */
  dark: DARK,
  /** One colour: brightness deviates by no more than this, colours (where a codec saves most) by no more than that. */
  flat: 1,
  flatColours: 2,
  /** A frozen picture "moves" while an encoder of little rate refines it; a drawing that comes back moves more. */
  still: 40,
  /** A picture is torn where so many of its rows at the bottom are one area, in some of its frames only. */
  torn: 0.25,
  /** That comes and goes: a lamp that is switched on changes a picture once. */
  tornChanges: 2,
} as const;

/** What others say about these pictures. */
export interface Witnesses {
  readonly path: string;
  readonly camera: CameraEntry;
  readonly publisher: Publisher | null;
  readonly motion: 'none' | 'always' | undefined;
  /** The process that captures stood still while bytes went on; in words, null where it did not. */
  readonly stalled: string | null;
  /** Packets that our own reader lost: what is broken may have been broken on the way. */
  readonly lost: number;
  /** The camera's node; null where it has none here. */
  readonly device: string | null;
}

/** The verdict on one stream's pictures. */
export function judgePictures(
  from: Reading<Pictures> & { readonly ok: true },
  witnesses: Witnesses,
  make: Make,
): Finding {
  const seen = from.value;
  const { path, lost } = witnesses;
  const evidence = [
    saw(
      'pictures',
      `${seen.frames} of ${seen.width ?? '?'}x${seen.height ?? '?'} in ${(seen.lookMs / 1000).toFixed(1)} s`,
      from,
    ),
    saw(
      'brightness',
      `${words(seen.luma)} of 255, contrast ${words(seen.contrast)}, colours ${seen.colourContrast}`,
      from,
    ),
    saw('motion', motionWords(seen), from),
    ...(seen.complaint === null
      ? []
      : [saw('decoder', `${counted(seen.complaints, 'complaint')}: ${seen.complaint}`, from)]),
  ];
  if (seen.frames === 0) {
    if (lost > 0)
      return make.unknown(`no picture came out, with ${counted(lost, 'packet')} lost`, 'not-seen', evidence);
    const facts = { path, complaint: seen.complaint, publisher: witnesses.publisher };
    return make.fail('no picture can be decoded', evidence, diagnose('no-picture', facts));
  }
  const mean = Math.round(seen.luma.most);
  if (seen.contrast.most <= LIMITS.flat && seen.colourContrast <= LIMITS.flatColours) {
    const damaged = unreadable(seen, witnesses, evidence, make);
    if (damaged) return damaged;
    const facts = { path, mean, device: witnesses.device };
    if (mean <= LIMITS.black)
      return make.fail('the picture is black', evidence, diagnose('black-picture', facts));
    if (mean <= LIMITS.dark)
      return make.warn('dark, and nothing can be seen', evidence, diagnose('dark-picture', facts));
    return make.fail('the picture is of a single colour', evidence, diagnose('single-colour', facts));
  }
  const torn = tornWords(seen, lost);
  if (torn !== null)
    return make.warn(
      'pictures are torn',
      [saw('torn', torn, from), ...evidence],
      diagnose('torn-picture', { path, how: torn }),
    );
  return (
    frozen(seen, witnesses, evidence, make) ??
    make.pass(
      `brightness ${mean}, ${mean <= LIMITS.dark ? 'dim but with detail' : `contrast ${Math.round(seen.contrast.most)}`}; ${stillWords(seen, witnesses)}`,
      evidence,
    )
  );
}

/** One colour is what decoders show of a picture that they cannot read: then it says nothing of the camera. */
function unreadable(
  seen: Pictures,
  { path, lost, publisher }: Witnesses,
  evidence: Finding['evidence'],
  make: Make,
): Finding | null {
  const { complaints, complaint, frames } = seen;
  if (complaints === 0 || complaints * 2 < frames) return null;
  if (lost > 0) return make.unknown(`one colour, with ${counted(lost, 'packet')} lost`, 'not-seen', evidence);
  const diagnosis = diagnose('corrupt-stream', {
    path,
    complaints,
    frames,
    complaint: complaint ?? '',
    publisher,
  });
  return make.fail('the stream is damaged', evidence, diagnosis);
}

const words = ({ least, most }: Span): string => (least === most ? `${most}` : `${least} to ${most}`);

/** Never that it moves: noise and life look the same from here. */
function motionWords({ keyFrames, distinctKeyFrames, change }: Pictures): string {
  if (keyFrames < 2) return `frozen or not: not seen (${keyFrames} key frame)`;
  const same = keyFrames - distinctKeyFrames;
  const copies = `${same === 0 ? 'none' : same} of ${counted(keyFrames, 'key frame')} ${same > 1 ? 'are' : 'is'} an exact copy of another`;
  return `${copies}; from picture to picture, pixels change by up to ${change} of 255`;
}

const stillWords = ({ keyFrames, distinctKeyFrames }: Pictures, { motion }: Witnesses): string => {
  if (keyFrames < 2) return 'frozen or not: not seen';
  if (distinctKeyFrames === keyFrames) return 'no key frame repeats another';
  return motion === 'none'
    ? 'it stands still, as it is meant to'
    : 'pictures change, and come back to the same one';
};

/** In numbers what is torn; null where nothing is. */
function tornWords(
  { flatBottom, flatBottomChanges, complaints, frames }: Pictures,
  lost: number,
): string | null {
  // Turned round, so that a sweep saved before changes were counted is judged as it was then.
  const often = !(flatBottomChanges < LIMITS.tornChanges);
  const comesAndGoes = flatBottom.most < 1 && flatBottom.most - flatBottom.least >= LIMITS.torn && often;
  if (comesAndGoes) {
    const [most, least] = [flatBottom.most, flatBottom.least].map((share) => `${Math.round(share * 100)} %`);
    return `in some the lower ${most} is one flat area, in others ${flatBottom.least === 0 ? 'nothing is' : `only ${least}`}`;
  }
  return complaints > 0 && lost === 0
    ? `${counted(complaints, 'complaint')} of the decoder in ${counted(frames, 'picture')}, no packet lost`
    : null;
}

/** Key frames of a living sensor are never the same bit by bit, because of its noise; a clean drawing's are. */
function frozen(
  seen: Pictures,
  { path, camera, publisher, motion, stalled }: Witnesses,
  evidence: Finding['evidence'],
  make: Make,
): Finding | null {
  if (motion === 'none' || seen.distinctKeyFrames === seen.keyFrames || seen.change > LIMITS.still)
    return null;
  const witness =
    stalled ?? (motion === 'always' ? 'the configuration says that this scene always moves' : null);
  const diagnosis = diagnose('frozen-picture', { path, witness, camera, publisher });
  const copies = seen.keyFrames - seen.distinctKeyFrames;
  const same = `${copies} of ${counted(seen.keyFrames, 'key frame')} ${copies > 1 ? 'are exact copies' : 'is an exact copy'}`;
  if (witness === null) return make.warn(`the picture seems frozen: ${same}`, evidence, diagnosis);
  const all = [...evidence, { label: 'also seen', actual: witness, source: 'processes and configuration' }];
  return make.fail(`the picture is frozen: ${same}`, all, diagnosis);
}
