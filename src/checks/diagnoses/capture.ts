import { commands } from '../commands.ts';
import type { Explanations } from './diagnosis.ts';
import { logOf, type Publisher, type Server } from './owner.ts';

/** A process that holds a device. */
export interface Holder {
  readonly pid: number;
  readonly comm: string;
  readonly unit: string | null;
}

/** The device, and the unit whose journal has the publisher's last words. */
export interface Words {
  readonly device: string;
  readonly unit: string;
}

const restart = (unit: string | null) =>
  unit ? commands.restartUnit(unit) : commands.say('restart the publisher the way it was started');

/** How a publisher is started of which nothing is seen. */
export const startPublisher = commands.findUnits('find its unit, start it', '*cam*', '*ffmpeg*');

/** Causes behind a broken `capture` link. */
export const capture = {
  'no-publisher': (f: { device: string; path: string | null }) => ({
    cause: `no process holds ${f.device}: the publisher is not running${f.path ? ` (it would feed path ${f.path})` : ''}`,
    nextSteps: [
      startPublisher,
      commands.say(
        `or let MediaMTX run it: 'runOnInit:' at ${f.path ? `"${f.path}"` : 'a path of its own'} in mediamtx.yml`,
      ),
    ],
  }),
  'hook-failed': (f: {
    path: string;
    hook: string;
    /** As it can be typed: MediaMTX's variables are filled in. */
    command: string;
    restart: boolean;
    /** The MediaMTX that should run it, and its user. */
    server: Server;
    user: string | null;
  }) => ({
    cause: `the ${f.hook} command of path ${f.path} is not running: it ended, and MediaMTX's API does not tell why${f.restart ? '' : ' (and without runOnInitRestart nothing starts it again)'}`,
    nextSteps: [
      logOf(f.server, 'MediaMTX'),
      commands.say(
        `run it by hand${f.user === null ? " as MediaMTX's user" : ` as user "${f.user}"`}, and see what it prints (MediaMTX gives it no shell: pipes do not work): ${f.command}`,
      ),
      ...(f.restart
        ? []
        : [
            commands.say(
              `then let MediaMTX start it again whenever it ends: '${f.hook}Restart: yes' below "${f.path}:" in mediamtx.yml`,
            ),
          ]),
    ],
  }),
  'device-busy': (f: { device: string; holder: Holder; command: string; path: string | null }) => ({
    cause: `pid ${f.holder.pid} (${f.command}) holds ${f.device}${f.path ? `, so the publisher of ${f.path} cannot open it` : ', and it publishes nothing that MediaMTX knows of'}`,
    nextSteps: [
      ...(f.holder.unit
        ? [commands.unitStatus(f.holder.unit), commands.stopUnit(f.holder.unit)]
        : [commands.showProcess(f.holder.pid), commands.endProcess(f.holder.pid)]),
      commands.say('one publisher per device: let others read the RTSP stream'),
    ],
  }),
  'publisher-stopped': (f: Holder) => ({
    cause: `${f.comm} (pid ${f.pid}) holds the device but was stopped by a signal (kill -STOP, or Ctrl-Z in its terminal)`,
    nextSteps: [
      commands.continueProcess(f.pid),
      f.unit ? commands.restartUnit(f.unit) : commands.restartProcess('the publisher', f.pid),
    ],
  }),
  'publisher-hung': (f: Holder & { restarts: boolean | null }) => ({
    cause: `${f.comm} (pid ${f.pid}) holds the device but stands still: no CPU time, no context switches, nothing published`,
    nextSteps: [
      // Once it has ended nobody can tell any more how it was started.
      ...(f.unit || f.restarts ? [] : [commands.noteProcess(f.pid)]),
      commands.killProcess(f.pid),
      f.restarts === true
        ? commands.say('MediaMTX starts it again by itself (runOnInitRestart)')
        : f.unit
          ? commands.restartUnit(f.unit)
          : commands.say('start the publisher again as it was'),
    ],
  }),
  'publisher-unkillable': (f: Holder) => ({
    cause: `${f.comm} (pid ${f.pid}) hangs inside the driver (state D): no signal reaches it`,
    nextSteps: [
      commands.say('unplug the camera and plug it in again'),
      commands.kernelLog(),
      commands.say('if that does not free it, reboot the box'),
    ],
  }),
  'publisher-zombie': (f: Holder) => ({
    cause: `${f.comm} (pid ${f.pid}) has ended and its parent does not notice (state Z)`,
    nextSteps: [restart(f.unit)],
  }),
  'mode-not-offered': (f: { device: string; asked: string; nearest: string | null }) => ({
    cause: `the publisher asks ${f.device} for ${f.asked}, which the camera does not offer`,
    nextSteps: [
      commands.say(
        f.nearest
          ? `let the publisher ask for ${f.nearest} instead (ffmpeg: -input_format, -video_size, -framerate before -i)`
          : 'let the publisher ask for a mode that the camera lists',
      ),
      commands.listFormats(f.device),
    ],
  }),
  'wrong-device': (f: {
    path: string;
    holds: string;
    expected: string;
    owner: string | null;
    publisher: Publisher;
  }) => ({
    cause: `the publisher of ${f.path} has opened ${f.holds}, ${f.owner === null ? 'which is another device' : `which is the device of ${f.owner}`}; this camera is ${f.expected}: numbers change at a reboot or a plug`,
    nextSteps: [
      commands.say(
        /\/video\d+$/.test(f.expected)
          ? "name the device by its by-id or by-path link in the publisher's command"
          : `write ${f.expected} in the publisher's command`,
      ),
      f.publisher.unit
        ? commands.restartUnit(f.publisher.unit)
        : commands.restartProcess('the publisher', f.publisher.pid),
      commands.listDevices(),
    ],
  }),
  'no-usb-bandwidth': (f: Words) => ({
    cause: `the publisher of ${f.device} found no room on the USB: too many cameras, or too large modes, on one controller`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('use MJPEG or a smaller mode, or plug the camera into another controller'),
      commands.listUsb(),
    ],
  }),
  'no-hardware-encoder': (f: Words) => ({
    cause: `the publisher of ${f.device} asks for a hardware encoder that this machine does not have (a Raspberry Pi 5 has none)`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('encode with libx264 (-c:v libx264 -preset ultrafast -tune zerolatency)'),
      restart(f.unit),
    ],
  }),
  'streaming-error': (f: Words) => ({
    cause: `the driver of ${f.device} broke off the stream (EIO): the camera or its cable failed while it delivered`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.kernelLog(),
      commands.say('plug the camera in again, at another port or with a shorter cable'),
      restart(f.unit),
    ],
  }),
  'camera-left': (f: Words) => ({
    cause: `${f.device} went away while its publisher read from it (ENODEV), and nobody started the publisher again: a plug, cable, hub or supply that does not hold`,
    confidence: 'likely' as const,
    nextSteps: [restart(f.unit), commands.kernelLog(), commands.say('fasten the plug, use a short cable')],
  }),
  'mode-changed': (f: { device: string; asked: string; runs: string; nearest: string }) => ({
    cause: `the publisher asks ${f.device} for ${f.asked}, which the camera does not offer: its driver chose ${f.runs} without a word`,
    nextSteps: [
      commands.say(
        `let the publisher ask for ${f.nearest} (ffmpeg: -input_format, -video_size, -framerate before -i)`,
      ),
      commands.listFormats(f.device),
    ],
  }),
  'no-such-format': (f: Words) => ({
    cause: `the publisher asks ${f.device} for a format that it does not have`,
    confidence: 'likely' as const,
    nextSteps: [commands.listFormats(f.device), restart(f.unit)],
  }),
  'device-busy-for-publisher': (f: Words) => ({
    cause: `the publisher found ${f.device} in use by another process, which has let go of it meanwhile or is hidden from this user`,
    confidence: 'likely' as const,
    nextSteps: [commands.checkAsRoot(), restart(f.unit)],
  }),
  'publisher-denied': (f: Words) => ({
    cause: `the publisher was not allowed to open ${f.device}`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say(`add its user to the group of ${f.device} (usermod -aG video USER)`),
      restart(f.unit),
    ],
  }),
} satisfies Explanations;
