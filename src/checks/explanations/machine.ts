import type { machine } from '../diagnoses/machine.ts';
import type { ExplanationsOf } from './explained.ts';

const unit = 'camera.service';

/** The codes of the machine, of persistence and of the expected set. */
export const ofMachine: ExplanationsOf<typeof machine> = {
  'no-cameras': {
    means: 'Nothing here is, or should be, a camera.',
    detected: 'The expected set is empty: no device, no path, no configuration, no list of a service.',
    example: { mediamtx: true },
  },
  'no-such-camera': {
    means: 'A camera was asked for by a name that no camera here has.',
    detected: '`--camera` against the expected set, once all that name cameras were heard.',
    example: { names: ['yart'], there: ['yard', 'gate'] },
  },
  'too-few-cameras': {
    means: 'More cameras were ordered than anybody on the box knows of.',
    detected: '`expectCameras` or `--expect-cameras` against the expected set.',
    example: { expected: 4, found: 3 },
  },
  'more-cameras': {
    means: 'More cameras are here than were ordered.',
    detected: '`expectCameras` or `--expect-cameras` against the expected set.',
    example: { expected: 2, found: 3 },
  },
  'unit-disabled': {
    means: 'It works until the next boot.',
    detected: 'UnitFileState of the unit.',
    example: { unit },
  },
  'unit-no-restart': {
    means: 'It works until it ends once.',
    detected: 'Restart= of the unit.',
    example: { unit },
  },
  'unit-transient': {
    means: 'A service that somebody started by hand through systemd: it is gone after a reboot.',
    detected: 'UnitFileState=transient of the unit.',
    example: { unit },
  },
  'unit-order': {
    means: 'At boot it may start too early.',
    detected: 'After= of the unit.',
    example: { unit },
  },
  'lives-in-session': {
    means: "A part of the chain lives in somebody's login and dies with it.",
    detected: 'The control group of the process is a session scope.',
    example: { comm: 'ffmpeg', pid: 812, session: 'session-3.scope' },
  },
  'path-in-memory': {
    means: 'The path is gone after a restart of MediaMTX.',
    detected: 'The path is in the API and not in the configuration file.',
    example: { path: 'yard', file: '/etc/mediamtx.yml', fedBy: 'source: publisher' },
  },
  'unstable-name': {
    means: 'After a reboot the number may belong to another camera.',
    detected: '/dev/videoN in a command line or hook.',
    example: {
      device: '/dev/video0',
      where: 'the publisher',
      stable: '/dev/v4l/by-id/usb-Acme-video-index0',
    },
  },
  'disk-full': {
    means: 'The disk has hardly any room left.',
    detected: 'statfs against `thresholds.diskFreeShare`.',
    example: { path: '/', available: 200 * 2 ** 20, share: 0.02 },
  },
  'disk-will-fill': {
    means: 'Recordings will fill the disk before the oldest are removed.',
    detected: 'Bytes and age of the recordings against free room and recordDeleteAfter.',
    example: { path: '/recordings', hours: 30, keeps: '7 days' },
  },
  'disk-read-only': {
    means: 'The kernel has made the disk read-only, as it does when one fails.',
    detected: 'The mount options.',
    example: { path: '/' },
  },
  overloaded: {
    means: 'Something did not answer in time, but the machine is so busy that this proves nothing.',
    detected: "camproof's own delay against `thresholds.loopDelayMs` while it waited.",
    example: {
      lateMs: 900,
      load: { average: 9.3, cpus: 4 },
      busiest: { comm: 'ffmpeg', pid: 812, share: 1.9 },
    },
  },
  'memory-short': {
    means: 'Memory is short.',
    detected: 'MemAvailable against `thresholds.memoryFreeShare`.',
    example: { available: 50 * 2 ** 20, share: 0.03 },
  },
  'oom-killed': {
    means: 'The kernel has killed a process for want of memory.',
    detected: 'The kernel log.',
    example: { line: 'Out of memory: Killed process 812 (ffmpeg)' },
  },
  'too-hot': {
    means: 'The machine is too hot.',
    detected: 'The thermal zones against `thresholds.temperatureCelsius`.',
    example: { sensor: 'cpu-thermal', celsius: 84 },
  },
  throttled: {
    means: 'The processor is slowed down to protect it.',
    detected: 'vcgencmd get_throttled.',
    example: { now: true },
  },
  'under-voltage': {
    means: 'The supply is too weak: cameras drop off the USB first.',
    detected: 'vcgencmd get_throttled, the rpi_volt sensor, or the kernel log.',
    example: { now: true },
  },
  'clock-wrong': {
    means: 'The clock is off by years.',
    detected: 'The year of the system clock.',
    example: { year: 1970 },
  },
  'clock-free': {
    means: 'Nobody keeps the clock right.',
    detected: 'timedatectl or chronyc.',
    example: { source: 'timedatectl' },
  },
  'usb-controller-died': {
    means: 'The USB controller itself hangs; the kernel has given it up.',
    detected: 'The kernel log says "HC died".',
    example: { line: 'xhci_hcd 0000:01:00.0: HC died; cleaning up' },
  },
  'usb-not-enumerated': {
    means: 'The kernel sees that something is plugged in, and cannot talk to it.',
    detected: 'The kernel log says "unable to enumerate USB device", and nothing came up at that port since.',
    example: { port: '1-1.2', last: 'usb 1-1-port2: unable to enumerate USB device' },
  },
  'usb-disconnects': {
    means: 'A USB device comes and goes.',
    detected: 'Three or more disconnects of a port within the last hour of the kernel log.',
    example: { port: '1-1.2', count: 7 },
  },
  'usb-errors': {
    means: 'Transfers from a camera fail.',
    detected: 'Errors of uvcvideo and of the USB in the kernel log.',
    example: { subject: '1-1.2', count: 12, last: 'Non-zero status (-71) in video completion handler.' },
  },
  'usb-sleep-errors': {
    means: 'A camera did not wake up from USB power saving.',
    detected: 'Suspend and resume errors in the kernel log.',
    example: { line: 'usb 1-1.2: reset-resume failed with error -5' },
  },
  'unit-failed': {
    means: 'systemd has given a unit up that cameras need.',
    detected: 'ActiveState=failed.',
    example: { unit, result: 'exit-code' },
  },
  'unit-restarts': {
    means: 'A unit dies again and again.',
    detected: 'NRestarts of the unit, three or more.',
    example: { unit, restarts: 14 },
  },
  'loopback-only': {
    means: 'It works on the box and nowhere else.',
    detected: 'The addresses of the listening sockets, where viewers are not declared local.',
    example: { what: 'HLS', address: '127.0.0.1:8888' },
  },
};
