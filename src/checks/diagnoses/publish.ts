import { commands } from '../commands.ts';
import { startPublisher } from './capture.ts';
import { type CameraEntry, declare } from './declare.ts';
import type { Explanations } from './diagnosis.ts';
import { newPath, phantomSteps } from './new-path.ts';
import { logOfPublisher, type Publisher, type Server } from './owner.ts';
import { standstillSteps } from './standstill.ts';

/** Why a publisher that runs is not connected: it has nothing to send, or what it sends goes elsewhere. */
function notConnected({ reads, device }: { readonly reads: string | null; readonly device: string | null }) {
  if (reads !== null) return `it may wait for ${reads}`;
  return device === null
    ? 'it has not begun, or is refused'
    : 'the camera gives it no frames, or it was dropped because it passed none on';
}

/** Does the host of an address answer? Nothing where it is no address. */
function pingOf(source: string) {
  const host = URL.canParse(source) ? new URL(source).hostname.replace(/^\[|\]$/g, '') : '';
  return host === '' ? [] : [commands.ping(host)];
}

/** Causes behind a broken `publish` link, and behind a stream that has not begun. */
export const publish = {
  'path-missing': (f: {
    path: string;
    existing: readonly string[];
    /** Somebody publishes to it, or would: then its name is all that is missing. */
    published: boolean;
    /** A camera that nobody but the camera service knows of, and how that runs; null for one that others know too. */
    phantom: { readonly camera: string; readonly server: Server } | null;
  }) => ({
    cause: `MediaMTX has no path "${f.path}", neither published nor configured${f.existing.length > 0 ? `; it has ${f.existing.join(', ')}` : ''}`,
    nextSteps: f.phantom
      ? phantomSteps(f.phantom.camera, f.path, f.phantom.server)
      : f.published
        ? [
            commands.say(
              `if "${f.path}" is meant, add '${f.path}:' under 'paths:' in mediamtx.yml; else correct the name at the end of the address in the publisher's command`,
            ),
          ]
        : [
            newPath(f.path),
            commands.say(
              'or, where the camera has another path, correct the name in /etc/camproof/camproof.yaml and in the camera service',
            ),
          ],
  }),
  'path-name-differs': (f: { path: string; published: string; pid: number | null; unit: string | null }) => ({
    cause: `the publisher${f.pid === null ? '' : ` (pid ${f.pid})`} sends to path "${f.published}", but this camera is expected at path "${f.path}"`,
    nextSteps: [
      commands.say(
        `write "${f.path}" at the end of the address in the publisher's command; or, if "${f.published}" is meant, write that in mediamtx.yml and in /etc/camproof/camproof.yaml`,
      ),
      ...(f.unit ? [commands.restartUnit(f.unit)] : []),
    ],
  }),
  'nobody-publishes': (f: {
    path: string;
    unit: string | null;
    taker: string | null;
    publisher: {
      readonly pid: number;
      readonly comm: string;
      readonly unit: string | null;
      /** The address of a network camera that it takes its pictures from. */
      readonly reads: string | null;
      /** The device that it has open. */
      readonly device: string | null;
    } | null;
    /** Its command names this path. */
    isAddressed: boolean;
  }) => ({
    cause: f.publisher
      ? `${f.publisher.comm} (pid ${f.publisher.pid}) runs${f.publisher.device === null ? '' : `, has ${f.publisher.device} open`} and should publish to ${f.path}, but is not connected: ${notConnected(f.publisher)}`
      : f.taker === null
        ? `MediaMTX has the path "${f.path}", but nobody publishes to it`
        : `MediaMTX would take ${f.path} (path ${f.taker}), but nobody publishes to it`,
    nextSteps: [
      ...(f.publisher?.reads
        ? [commands.say(`check power, network and address of ${f.publisher.reads}`)]
        : []),
      ...(f.publisher?.device
        ? standstillSteps({ device: f.publisher.device, publisher: f.publisher })
        : [f.unit ? commands.journal(f.unit) : startPublisher]),
      ...(f.isAddressed ? [] : [commands.say(`check its address: it has to end in /${f.path}`)]),
    ],
  }),
  'publisher-left': (f: { path: string; unit: string | null }) => ({
    cause: `${f.path} was published when the check began, and nobody publishes to it now: its publisher ended, or lost its connection, meanwhile`,
    nextSteps: [
      f.unit
        ? commands.journal(f.unit)
        : commands.say(`see whether the publisher of ${f.path} still runs, and what it printed last`),
      commands.watch(),
    ],
  }),
  'publisher-reconnected': (f: { path: string }) => ({
    cause: `${f.path} was published anew during the check: what broke off meanwhile says nothing of how it plays`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('check again; if it comes back, its publisher is started again and again'),
      commands.watch(),
    ],
  }),
  'false-green': (f: { path: string }) => ({
    cause: `MediaMTX calls ${f.path} ready because of alwaysAvailable, but no publisher is there: viewers see its stand-in picture`,
    nextSteps: [
      startPublisher,
      commands.say(
        `whoever watches this box by MediaMTX's API: "online" of ${f.path} tells whether a camera is there, "ready" does not`,
      ),
    ],
  }),
  'no-camera-path': (f: { camera: CameraEntry; device: string }) => ({
    cause: `no path of MediaMTX carries ${f.device}: the camera is there, but nothing publishes it`,
    nextSteps: [
      commands.say(
        `add a path of its own under 'paths:' in mediamtx.yml, with a publisher of ${f.device} at its 'runOnInit:'`,
      ),
      commands.say(`or, where it is not to be published, ${declare(f.camera, 'off', 'not used')}`),
    ],
  }),
  'source-unreachable': (f: { path: string; source: string }) => ({
    cause: `MediaMTX pulls ${f.path} from ${f.source} and gets nothing`,
    nextSteps: [
      commands.say(`check power, network and address of the camera at ${f.source}`),
      ...pingOf(f.source),
    ],
  }),
  'not-ready': (f: { path: string; publisher: Publisher | null }) => ({
    cause: `a publisher is connected to ${f.path}, but no stream has begun`,
    nextSteps: [logOfPublisher(f.publisher), commands.say('it may wait for the camera, or be refused')],
  }),
  'on-demand-idle': (f: { camera: string }) => ({
    cause: 'MediaMTX starts this stream only when somebody watches it',
    nextSteps: [commands.wake(f.camera)],
  }),
  'on-demand-failed': (f: { path: string; command: string; unit: string | null }) => ({
    cause: `MediaMTX started the runOnDemand command of ${f.path}, and nothing was published: ${f.command}`,
    nextSteps: [
      commands.say("run that command by hand as MediaMTX's user; it gets no shell, so pipes do not work"),
      ...(f.unit ? [commands.journal(f.unit)] : []),
    ],
  }),
} satisfies Explanations;
