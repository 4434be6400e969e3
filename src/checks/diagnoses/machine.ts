import { counted } from '../../model/index.ts';
import { commands } from '../commands.ts';
import { type Busy, busyWords } from './busy.ts';
import type { Explanations } from './diagnosis.ts';

const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Causes behind the box-wide checks of the machine, of persistence and of the expected set. */
export const machine = {
  'no-cameras': (f: { mediamtx: boolean }) => ({
    cause: 'no camera is known here: no device, no path in MediaMTX, none in a configuration',
    nextSteps: [
      commands.say(
        f.mediamtx
          ? 'plug a camera in and give it a path in mediamtx.yml'
          : 'plug a camera in, install and start MediaMTX, then check again',
      ),
      commands.listDevices(),
      commands.demo(),
    ],
  }),
  'no-such-camera': (f: { names: readonly string[]; there: readonly string[] }) => ({
    cause: `no camera is called ${f.names.map((name) => `"${name}"`).join(' or ')}; ${f.there.length === 1 ? 'the only one is' : 'there are'} ${f.there.join(', ') || 'none'}`,
    nextSteps: [
      commands.say("ask for one of those, or declare it under 'cameras' in /etc/camproof/camproof.yaml"),
      commands.listDevices(),
    ],
  }),
  'too-few-cameras': (f: { expected: number; found: number }) => ({
    cause: `${counted(f.expected, 'camera')} ${f.expected === 1 ? 'has' : 'have'} to be here, and only ${f.found} ${f.found === 1 ? 'is' : 'are'}: of the missing ${f.expected - f.found === 1 ? 'one' : f.expected - f.found} there is no device, no path in MediaMTX and no line in a configuration`,
    nextSteps: [
      commands.say(
        "plug the missing camera in; or, where fewer are meant, correct 'expectCameras' in /etc/camproof/camproof.yaml (or --expect-cameras)",
      ),
      commands.listDevices(),
      commands.listUsb(),
      commands.kernelLog(),
    ],
  }),
  'more-cameras': (f: { expected: number; found: number }) => ({
    cause: `${counted(f.found, 'camera')} ${f.found === 1 ? 'is' : 'are'} known, only ${f.expected} ${f.expected === 1 ? 'was' : 'were'} expected`,
    nextSteps: [commands.listDevices()],
  }),
  'unit-disabled': (f: { unit: string }) => ({
    cause: `${f.unit} runs now but does not start at boot`,
    nextSteps: [commands.enableUnit(f.unit)],
  }),
  'unit-transient': (f: { unit: string }) => ({
    cause: `${f.unit} was made on the fly (systemd-run) and has no file: nothing starts it again`,
    nextSteps: [commands.say(`write a unit file for ${f.unit} and enable it`)],
  }),
  'unit-no-restart': (f: { unit: string }) => ({
    cause: `${f.unit} has no Restart=: once it dies it stays dead`,
    nextSteps: [commands.editUnit(f.unit, `add "[Service]" and "Restart=always" to ${f.unit}`)],
  }),
  'unit-order': (f: { unit: string }) => ({
    cause: `${f.unit} may start before the network is up (no After=network-online.target)`,
    nextSteps: [
      commands.editUnit(
        f.unit,
        'add "[Unit]", "Wants=network-online.target" and "After=network-online.target"',
      ),
    ],
  }),
  'lives-in-session': (f: { comm: string; pid: number; session: string }) => ({
    cause: `${f.comm} (pid ${f.pid}) lives in the login session ${f.session}: it ends with that session and is not there after a reboot`,
    nextSteps: [commands.say('run it as a systemd service, or as runOnInit of its path in mediamtx.yml')],
  }),
  'path-in-memory': (f: { path: string; file: string; fedBy: string }) => ({
    cause: `path "${f.path}" was added through the API only: it is not in ${f.file}, so it is lost once MediaMTX restarts`,
    nextSteps: [
      commands.say(
        `write '${f.path}:' under 'paths:' in ${f.file}, and below it what feeds it now: '${f.fedBy}'`,
      ),
    ],
  }),
  'unstable-name': (f: { device: string; where: string; stable: string | null }) => ({
    cause: `${f.where} names ${f.device}: after a reboot that number may belong to another camera`,
    nextSteps: [
      commands.say(
        `wherever it is started from, write ${f.stable ?? 'a link in /dev/v4l/by-path'} in place of ${f.device}`,
      ),
    ],
  }),
  'disk-full': (f: { path: string; available: number; share: number }) => ({
    cause: `the disk of ${f.path} has ${gib(f.available)} left (${Math.round(f.share * 100)} %)`,
    nextSteps: [commands.diskUse(f.path), commands.say('shorten recordDeleteAfter in mediamtx.yml')],
  }),
  'disk-will-fill': (f: { path: string; hours: number; keeps: string }) => ({
    cause: `recordings fill the disk of ${f.path} in about ${Math.round(f.hours)} h, before recordDeleteAfter (${f.keeps}) removes the first`,
    confidence: 'likely' as const,
    nextSteps: [commands.say('shorten recordDeleteAfter in mediamtx.yml, or lower the bit rate')],
  }),
  'disk-read-only': (f: { path: string }) => ({
    cause: `the file system of ${f.path} is read-only: the kernel does that to a failing card or disk`,
    nextSteps: [commands.kernelLog(), commands.say('replace the card; save what is on it first')],
  }),
  overloaded: (f: Busy & { lateMs: number }) => ({
    cause: `this machine has no time: camproof itself was ${f.lateMs} ms late${busyWords(f)}`,
    nextSteps: [
      commands.showBusiest(),
      commands.say('end or slow down what does not belong here, then check again'),
    ],
  }),
  'memory-short': (f: { available: number; share: number }) => ({
    cause: `${gib(f.available)} of memory are available (${Math.round(f.share * 100)} %)`,
    nextSteps: [commands.say('see which process grows: ps aux --sort=-rss')],
  }),
  'oom-killed': (f: { line: string }) => ({
    cause: `the kernel has ended a process for want of memory: ${f.line}`,
    nextSteps: [commands.kernelLog()],
  }),
  'too-hot': (f: { sensor: string; celsius: number }) => ({
    cause: `${f.sensor} is at ${Math.round(f.celsius)} °C: the machine throttles or soon will`,
    nextSteps: [commands.say('give it air, shade or a heat sink; lower the load')],
  }),
  throttled: (f: { now: boolean }) => ({
    cause: f.now ? 'the processor is throttled right now' : 'the processor was throttled since boot',
    nextSteps: [commands.say('cooling and supply: one of the two is short')],
  }),
  'under-voltage': (f: { now: boolean }) => ({
    cause: f.now ? 'the supply voltage is too low right now' : 'the supply voltage was too low since boot',
    nextSteps: [
      commands.say(
        'use the supply made for this board and a short cable; feed USB cameras from a powered hub',
      ),
    ],
  }),
  'clock-wrong': (f: { year: number }) => ({
    cause: `the clock says ${f.year}: certificates, tokens and recordings go wrong`,
    nextSteps: [commands.syncClock()],
  }),
  'clock-free': (f: { source: string }) => ({
    cause: `the clock is not synchronised (${f.source})`,
    nextSteps: [commands.syncClock()],
  }),
  'usb-controller-died': (f: { line: string }) => ({
    cause: `the kernel gave up a USB controller, and every camera on it is gone until it starts anew: ${f.line}`,
    nextSteps: [
      commands.kernelLog(),
      commands.say('reboot the box; if it comes again, feed the cameras from a powered hub'),
    ],
  }),
  'usb-not-enumerated': (f: { port: string; last: string }) => ({
    cause: `something is plugged into USB port ${f.port} that the kernel cannot talk to (${f.last}): cable, hub, power, or a broken camera`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('plug it into the box directly, with another cable and at another port'),
      commands.listUsb(),
      commands.kernelLog(),
    ],
  }),
  'usb-disconnects': (f: { port: string; count: number }) => ({
    cause: `USB port ${f.port} lost its device again and again (${counted(f.count, 'time')} since boot): cable, hub or power`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('plug the camera into the box directly, with a short cable'),
      commands.kernelLog(),
    ],
  }),
  'usb-errors': (f: { subject: string; count: number; last: string }) => ({
    cause: `the kernel counted ${counted(f.count, 'transfer error')} of ${f.subject} (${f.last})`,
    confidence: 'likely' as const,
    nextSteps: [commands.say('short cable, powered hub'), commands.kernelLog()],
  }),
  'usb-sleep-errors': (f: { line: string }) => ({
    cause: `a camera did not come back from USB suspend: ${f.line}`,
    confidence: 'likely' as const,
    nextSteps: [commands.say("set power/control of the camera to 'on' by a udev rule")],
  }),
  'unit-failed': (f: { unit: string; result: string }) => ({
    cause: `${f.unit} has failed (${f.result})`,
    nextSteps: [commands.journal(f.unit), commands.restartUnit(f.unit)],
  }),
  'unit-restarts': (f: { unit: string; restarts: number }) => ({
    cause: `${f.unit} was restarted ${counted(f.restarts, 'time')} by systemd since it was loaded`,
    nextSteps: [commands.journal(f.unit)],
  }),
  'loopback-only': (f: { what: string; address: string }) => ({
    cause: `${f.what} listens on ${f.address} only: it plays on this box and nowhere else`,
    nextSteps: [
      commands.say(
        `set its address to ':PORT' in mediamtx.yml, or declare 'viewers: local' in /etc/camproof/camproof.yaml`,
      ),
    ],
  }),
} satisfies Explanations;
