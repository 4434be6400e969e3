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
        "where it is elsewhere or absent, say so: 'service.url' or 'service: off' in /etc/camproof/camproof.yaml",
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
      ? `${f.url} opens and answers ping frames, but no JSON-RPC request: its handler is blocked`
      : `${f.url} opens and then answers nothing at all: its event loop is blocked`,
    nextSteps: f.unit
      ? [commands.journal(f.unit), commands.restartUnit(f.unit)]
      : [commands.say('restart the camera service')],
  }),
  'ping-wrong': (f: { expected: string; actual: string }) => ({
    cause: `the camera service answers ping with ${f.actual} instead of ${f.expected}`,
    nextSteps: [
      commands.say('the service behind this port is broken or another one: look at its version'),
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
    nextSteps: [commands.say('most clients live with it; tell the makers of the service')],
  }),
  'service-limited': (f: { message: string }) => ({
    cause: `the camera service says that too much is asked of it (${f.message}); camproof asks at most 25 messages, so another client does`,
    confidence: 'likely' as const,
    nextSteps: [commands.listListeners(), commands.say('wait a minute and check again')],
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
    nextSteps: [commands.say('see what keeps the camera service busy')],
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
    cause: `the camera service calls ${f.camera} ${f.status}, but its ${f.link} link is broken`,
    nextSteps: [
      commands.say(
        'mend the camera first; then tell the makers that the service does not look at the stream',
      ),
    ],
  }),
  'service-says-dead': (f: { camera: string; status: string }) => ({
    cause: `the camera service calls ${f.camera} ${f.status}, but its stream was proved to run`,
    nextSteps: [commands.say('restart the camera service: what it knows is stale')],
  }),
  'service-stream-missing': (f: { url: string; path: string }) => ({
    cause: `the camera service hands out ${f.url}, but MediaMTX has no path ${f.path}`,
    nextSteps: [commands.say('use one name in both configurations: viewers get this address')],
  }),
  'service-stream-swapped': (f: { camera: string; other: string; url: string }) => ({
    cause: `the camera service hands out ${f.url} for ${f.camera}, but that is the stream of ${f.other}: viewers see the wrong camera`,
    nextSteps: [commands.say("put the streams right in the camera service's configuration, then restart it")],
  }),
  'service-address-dead': (f: { url: string; off: string | null }) => ({
    cause: f.off
      ? `the camera service hands out ${f.url}, but ${f.off} is switched off in MediaMTX: whoever takes it sees nothing`
      : `the camera service hands out ${f.url}, and nobody listens there: whoever takes it sees nothing`,
    nextSteps: [
      commands.say(
        f.off
          ? `set '${f.off}: yes' in mediamtx.yml, or let the camera service hand out no ${f.off} address`
          : "use MediaMTX's ports in the configuration of the camera service",
      ),
      commands.listListeners(),
    ],
  }),
  'service-word-unknown': (f: { camera: string; status: string }) => ({
    cause: `the camera service calls ${f.camera} ${f.status}: no word that says whether it works`,
    nextSteps: [commands.say('look up what the camera service means by it: its stream was judged without')],
  }),
  'component-unwell': (f: { endpoint: string; word: string; parts: string }) => ({
    cause: `${f.endpoint} says "${f.word}" on the whole, but of its parts: ${f.parts}`,
    nextSteps: [commands.say('see what that part says in the log of the camera service')],
  }),
  'service-counts-differ': (f: { counts: string; listed: string }) => ({
    cause: `the list of the camera service contradicts itself: it counts ${f.counts}, and lists ${f.listed}`,
    nextSteps: [commands.say('restart the camera service; if it stays so, tell its makers')],
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
