import { counted } from '../../model/index.ts';
import { commands } from '../commands.ts';
import type { Explanations } from './diagnosis.ts';
import { type Owner, ownerWords, whoHasIt } from './owner.ts';

/** What systemd says of a unit. */
export interface UnitState {
  readonly unit: string;
  readonly activeState: string;
  readonly result: string;
}

/** Causes behind a broken `service` link and the checks of the camera service itself. */
export const services = {
  'service-down': (f: { url: string; unit: UnitState | null }) => ({
    cause: f.unit
      ? `nothing listens at ${f.url}: ${f.unit.unit} is ${f.unit.activeState} (${f.unit.result})`
      : `nothing listens at ${f.url}: the camera service is not running, or listens elsewhere`,
    nextSteps: [
      ...(f.unit
        ? [commands.startUnit(f.unit.unit), commands.journal(f.unit.unit)]
        : [commands.listListeners()]),
      commands.say(
        "if it listens elsewhere, set 'service.url' in /etc/camproof/camproof.yaml; if this box has none, set 'service: off' there",
      ),
    ],
  }),
  'upgrade-refused': (f: { url: string; message: string; owner: Owner | null }) => ({
    cause: `${f.url} answers but does not open a WebSocket (${f.message}): wrong path, wrong port, or another program${ownerWords(f.owner)}`,
    nextSteps: [
      whoHasIt(f.owner),
      commands.say("correct 'service.url' in /etc/camproof/camproof.yaml (the default path is /ws)"),
    ],
  }),
  'json-rpc-mute': (f: { url: string; pongs: boolean; unit: string | null }) => ({
    cause: f.pongs
      ? `${f.url} opens and answers WebSocket pings, but no JSON-RPC request: the part that handles requests is blocked`
      : `${f.url} opens and then answers nothing at all: the camera service hangs`,
    nextSteps: f.unit
      ? [commands.journal(f.unit), commands.restartUnit(f.unit)]
      : [commands.say('restart the camera service')],
  }),
  'ping-wrong': (f: { expected: string; actual: string }) => ({
    cause: `the camera service answers ping with ${f.actual} instead of ${f.expected}`,
    nextSteps: [
      commands.say(
        'another program, or a broken version of the camera service, has this port: see which (its log, its package)',
      ),
      commands.smoke(),
    ],
  }),
  'unknown-method-wrong': (f: { actual: string }) => ({
    cause: `an unknown method has to give error -32601; the camera service gave ${f.actual}`,
    nextSteps: [
      commands.say('clients cannot tell a missing method from a fault: update the camera service'),
      commands.smoke(),
    ],
  }),
  'not-json-rpc': (f: { message: string }) => ({
    cause: `the camera service strays from JSON-RPC 2.0: ${f.message}`,
    nextSteps: [commands.say('most clients live with it; report it to whoever makes the camera service')],
  }),
  'service-limited': (f: {
    message: string;
    port: number;
    /** So many requests were sent at once to see what it bears. Absent: nothing but what camproof always asks. */
    burst?: number;
  }) => ({
    cause: `the camera service has too many clients or requests, and turned camproof away (${f.message}): ${
      f.burst === undefined
        ? 'another client asks too much, since camproof itself sends 25 messages at most'
        : `the ${counted(f.burst, 'request')} of this test were too many for it`
    }`,
    confidence: 'likely' as const,
    nextSteps: [commands.listClients(f.port), commands.say('wait a minute and check again')],
  }),
  'service-locked': (f: { gave: boolean }) => ({
    cause: f.gave
      ? 'the camera service rejects the token that camproof was given'
      : 'the camera service wants authentication, and camproof has no token',
    nextSteps: [
      commands.say(
        "put a viewer's token into a file of mode 0600 and set 'service.tokenFile' in /etc/camproof/camproof.yaml",
      ),
    ],
  }),
  'service-slow': (f: { ms: number; limit: number }) => ({
    cause: `JSON-RPC ping takes ${f.ms} ms, more than ${f.limit} ms`,
    nextSteps: [
      commands.showBusiest(),
      commands.say('see in the log of the camera service what it waits for'),
    ],
  }),
  'service-misses-camera': (f: { camera: string; listed: readonly string[] }) => ({
    cause: `the camera service does not list ${f.camera}${f.listed.length > 0 ? `; it lists ${f.listed.join(', ')}` : ' or any other camera'}`,
    nextSteps: [
      commands.say(
        'restart the camera service so that it looks for cameras again; else add the camera to its configuration',
      ),
    ],
  }),
  'service-says-alive': (f: { camera: string; status: string; link: string }) => ({
    cause: `the camera service calls ${f.camera} "${f.status}", but it is broken at ${f.link}`,
    nextSteps: [
      commands.say(
        'mend the camera first; then report to whoever makes the camera service that it does not look at the stream',
      ),
    ],
  }),
  'service-says-dead': (f: { camera: string; status: string }) => ({
    cause: `the camera service calls ${f.camera} "${f.status}", but its stream was proved to run`,
    nextSteps: [commands.say('restart the camera service: what it knows is stale')],
  }),
  'service-stream-missing': (f: { url: string; path: string }) => ({
    cause: `the camera service gives viewers ${f.url}, but MediaMTX has no path "${f.path}"`,
    nextSteps: [
      commands.say(
        `correct the address in the configuration of the camera service, or add "${f.path}" under 'paths:' in mediamtx.yml`,
      ),
    ],
  }),
  'service-stream-swapped': (f: { camera: string; other: string; url: string }) => ({
    cause: `the camera service gives viewers ${f.url} for ${f.camera}, but that is the stream of ${f.other}: viewers see the wrong camera`,
    nextSteps: [commands.say("put the streams right in the camera service's configuration, then restart it")],
  }),
  'service-address-dead': (f: { url: string; off: string | null }) => ({
    cause: f.off
      ? `the camera service gives viewers ${f.url}, but ${f.off} is switched off in MediaMTX: they see nothing`
      : `the camera service gives viewers ${f.url}, where nobody listens: they see nothing`,
    nextSteps: [
      commands.say(
        f.off
          ? `set '${f.off}: yes' in mediamtx.yml, or let the camera service hand out no ${f.off} address`
          : "write MediaMTX's ports into the configuration of the camera service",
      ),
      commands.listListeners(),
    ],
  }),
  'service-word-unknown': (f: { camera: string; status: string }) => ({
    cause: `the camera service calls ${f.camera} "${f.status}": camproof does not know whether that means that it works`,
    nextSteps: [commands.say('look up what the camera service means by it: its stream was judged without')],
  }),
  'component-unwell': (f: { endpoint: string; word: string; parts: string }) => ({
    cause: `${f.endpoint} says "${f.word}" on the whole, but names parts that are in trouble: ${f.parts}`,
    nextSteps: [commands.say('see what the camera service says of that part in its log')],
  }),
  'service-counts-differ': (f: { counts: string; listed: string }) => ({
    cause: `the list of the camera service contradicts itself: it counts ${f.counts}, and lists ${f.listed}`,
    nextSteps: [
      commands.say('restart the camera service; if it stays so, report it to whoever makes that service'),
    ],
  }),
  'service-list-failed': (f: { message: string; why: 'another-name' | 'slow' | 'error' }) => ({
    cause:
      f.why === 'slow'
        ? `the camera service answers other requests, but did not list its cameras within 3 s (${f.message}): it may wait for a camera`
        : `the camera service could not list its cameras (${f.message})`,
    nextSteps: [
      commands.say(
        {
          'another-name':
            "if the method has another name, set 'service.methods.cameras' in /etc/camproof/camproof.yaml",
          slow: 'see what the camera service waits for: a camera that does not answer, a busy box',
          error: 'see what the camera service says of it in its log',
        }[f.why],
      ),
      commands.smoke(),
    ],
  }),
} satisfies Explanations;
