import {
  BOX,
  counted,
  type DiskUse,
  type Finding,
  known,
  type Reading,
  type Resources,
  type Sweep,
} from '../../model/index.ts';
import type { Check } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { secondsOf } from '../duration.ts';
import { about, lookAt, saw } from '../finding.ts';

/** Is there room, and for how long? */
export const disk: Check = {
  id: 'disk',
  title: 'disk space',
  link: null,
  weight: 'advisory',
  needs: ['resources', 'mediamtx.pathConfigs'],
  judge: ({ sweep }) => {
    const make = about('disk', BOX);
    const sight = lookAt(sweep, 'resources', make, 'the disks');
    if (!sight.clear) return [sight.unknown];
    const bad = sight.value.disks.flatMap((one) => judgeDisk(sweep, one, sight.reading) ?? []);
    if (bad.length > 0) return bad;
    if (sight.value.disks.length === 0) return [make.unknown('no disk could be read', 'probe-failed')];
    const least = sight.value.disks.toSorted((a, b) => a.available / a.total - b.available / b.total)[0];
    const text = least ? `${Math.round((least.available / least.total) * 100)} % free at ${least.path}` : '';
    return [
      make.pass(
        text,
        sight.value.disks.map((one) => room(one, sight.reading)),
      ),
    ];
  },
};

const room = (one: DiskUse, from: Reading<Resources>) =>
  saw(
    one.path,
    `${(one.available / 2 ** 30).toFixed(1)} of ${(one.total / 2 ** 30).toFixed(1)} GiB free`,
    from,
  );

function judgeDisk(sweep: Sweep, one: DiskUse, from: Reading<Resources>): Finding | null {
  const make = about('disk', BOX);
  const { path, available, total } = one;
  if (one.readOnly)
    return make.fail(`${path} is read-only`, [room(one, from)], diagnose('disk-read-only', { path }));
  const share = available / total;
  const facts = { path, available, share };
  if (available < 50 * 2 ** 20)
    return make.fail(`${path} is full`, [room(one, from)], diagnose('disk-full', facts));
  if (share < sweep.expectations.thresholds.diskFreeShare)
    return make.warn(`${path} is nearly full`, [room(one, from)], diagnose('disk-full', facts));
  return fillsUp(sweep, one, from);
}

/** Recordings grow until recordDeleteAfter; do they fit until then? */
function fillsUp(
  sweep: Sweep,
  { path, available, recordings }: DiskUse,
  from: Reading<Resources>,
): Finding | null {
  if (!recordings || recordings.files < 2 || recordings.newestMs <= recordings.oldestMs) return null;
  const perMs = recordings.bytes / (recordings.newestMs - recordings.oldestMs);
  const hours = available / perMs / 3_600_000;
  const recording = (known(sweep.readings, 'mediamtx.pathConfigs') ?? []).filter(({ record }) => record);
  const keeps = recording.map(({ recordDeleteAfter }) => recordDeleteAfter);
  const keepHours = Math.max(...keeps.map(hoursOf));
  const span = (recordings.newestMs - recordings.oldestMs) / 3_600_000;
  if (keeps.length === 0 || hours + span >= keepHours || hours > 24 * 7) return null;
  const text = `about ${Math.round(hours)} h left`;
  const facts = { path, hours, keeps: keeps[0] ?? 'never' };
  return about('disk', BOX).warn(
    text,
    [saw('recordings', `${counted(recordings.files, 'file')}, ${text}`, from)],
    diagnose('disk-will-fill', facts),
  );
}

/** In hours; `0s` is for ever. */
const hoursOf = (duration: string): number => (secondsOf(duration) ?? Number.POSITIVE_INFINITY) / 3_600;
