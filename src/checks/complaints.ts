import { type Evidence, reading, type Sweep } from '../model/index.ts';
import { diagnose } from './diagnoses/table.ts';
import { saw } from './finding.ts';

/** What a publisher's last words mean, by what they say. */
const COMPLAINTS = [
  { pattern: /no space left on device/i, code: 'no-usb-bandwidth' },
  {
    pattern: /(?:unknown|could not find|no|cannot find).*(?:h264_(?:v4l2m2m|omx)|valid device for .*encod)/i,
    code: 'no-hardware-encoder',
  },
  { pattern: /cannot find a proper format|inappropriate ioctl/i, code: 'no-such-format' },
  { pattern: /VIDIOC_DQBUF\)?: Input\/output error/i, code: 'streaming-error' },
  { pattern: /device or resource busy/i, code: 'device-busy-for-publisher' },
  { pattern: /permission denied.*\/dev\/|\/dev\/.*permission denied/i, code: 'publisher-denied' },
] as const;

/** The cause that a publisher's words name; undefined where they name none that is known. */
export const complaintIn = (words: string) => COMPLAINTS.find(({ pattern }) => pattern.test(words));

/**
 * The reason for a publisher's death, where the journal of a unit has it: MediaMTX drops its hooks' exit codes,
 * so their last words are all there is. Null when nobody said anything that is known.
 */
export function complaint(
  sweep: Sweep,
  device: string,
): { evidence: Evidence; diagnosis: ReturnType<typeof diagnose> } | null {
  for (const unit of Object.keys(sweep.readings.journal ?? {})) {
    const from = reading(sweep.readings, 'journal', unit);
    if (!from?.ok) continue;
    for (const line of from.value.lines.toReversed()) {
      const known = complaintIn(line);
      if (known)
        return {
          evidence: saw(`journal of ${unit}`, line, from),
          diagnosis: diagnose(known.code, { device, unit }),
        };
    }
  }
  return null;
}
