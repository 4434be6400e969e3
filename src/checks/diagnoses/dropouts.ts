import { commands } from '../commands.ts';
import type { Explanations } from './diagnosis.ts';

/** How many dropouts came with something, and how many there were. */
export interface Times {
  readonly times: number;
  readonly of: number;
}

const most = ({ times, of }: Times): string => {
  if (of === 1) return 'the dropout';
  return times === of ? `all ${of} dropouts` : `${times} of ${of} dropouts`;
};

const said = (unit: string | null, whose: string) =>
  unit === null ? commands.say(`read what ${whose} wrote at the times above`) : commands.journal(unit);

/** Why a camera drops out now and then, by what came with it; only who watches for a while can tell. */
export const dropouts = {
  'drops-with-power': (f: Times) => ({
    cause: `${most(f)} came with under-voltage: the supply does not carry box and cameras together`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say(
        'use the supply made for this board and a short cable; feed USB cameras from a powered hub',
      ),
      commands.kernelLog(),
    ],
  }),
  'drops-with-usb': (f: Times & { port: string | null }) => ({
    cause: `${most(f)} came with the camera leaving the USB${f.port === null ? '' : ` (port ${f.port})`}: cable, hub or power`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('plug the camera into the box directly, with a short cable; then try another port'),
      commands.kernelLog(),
      commands.listUsb(),
    ],
  }),
  'drops-with-server': (f: Times & { unit: string | null }) => ({
    cause: `${most(f)} came with MediaMTX not answering: it was restarted, or hung; no camera is at fault`,
    confidence: 'likely' as const,
    nextSteps: [said(f.unit, 'MediaMTX')],
  }),
  'drops-with-publisher': (f: Times & { path: string; unit: string | null }) => ({
    cause: `${most(f)} ended with another process publishing ${f.path}: the one before had ended`,
    confidence: 'likely' as const,
    nextSteps: [said(f.unit, 'the publisher'), commands.kernelLog()],
  }),
  'drops-with-reconnects': (f: Times & { path: string; unit: string | null }) => ({
    cause: `${most(f)} ended with the same process publishing ${f.path} in a new session: the connection between it and MediaMTX broke`,
    confidence: 'likely' as const,
    nextSteps: [
      said(f.unit, 'the publisher'),
      commands.say('look for a weak network on that way; publish with -rtsp_transport tcp'),
    ],
  }),
  'drops-alone': (f: Times & { path: string }) => ({
    cause: `${most(f)} came with nothing else: the bytes of ${f.path} stopped, while USB, publisher and MediaMTX went on`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('lower size or rate of the camera: it shares bandwidth and processor with the others'),
      commands.listUsb(),
      commands.kernelLog(),
    ],
  }),
} satisfies Explanations;
