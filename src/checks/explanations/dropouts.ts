import type { dropouts } from '../diagnoses/dropouts.ts';
import type { ExplanationsOf } from './explained.ts';

const most = { times: 3, of: 4 };

/** The codes of a soak report (`camproof watch --for`). */
export const ofDropouts: ExplanationsOf<typeof dropouts> = {
  'drops-with-power': {
    means: 'The camera drops out when the supply voltage is too low.',
    detected: 'Under-voltage told by the board or by new lines of the kernel log, during most dropouts.',
    example: most,
  },
  'drops-with-usb': {
    means: 'The camera drops out because it leaves the USB: a loose cable, a hub, its power.',
    detected: 'New disconnects of its port in the kernel log, or its node missing, during most dropouts.',
    example: { ...most, port: '1-1.2' },
  },
  'drops-with-server': {
    means: 'The camera drops out because MediaMTX does.',
    detected: 'The API of MediaMTX failed during most dropouts.',
    example: { ...most, unit: 'mediamtx.service' },
  },
  'drops-with-publisher': {
    means: 'The camera drops out because its publisher ends, and is started again.',
    detected: 'Another process published after most dropouts.',
    example: { ...most, path: 'yard', unit: 'mediamtx.service' },
  },
  'drops-with-reconnects': {
    means: 'The camera drops out because the connection between publisher and MediaMTX breaks.',
    detected: 'The same process published in another session after most dropouts.',
    example: { ...most, path: 'yard', unit: 'camera.service' },
  },
  'drops-alone': {
    means: 'The stream stops and goes on by itself: bandwidth, processor or the camera itself.',
    detected: 'Bytes stopped during most dropouts, and nothing else that was watched changed.',
    example: { ...most, path: 'yard' },
  },
};
