import { counted } from '../../model/index.ts';
import { commands } from '../commands.ts';
import type { Explanations } from './diagnosis.ts';
import { phantomSteps } from './new-path.ts';
import { logOf, type Owner, ownerWords, restartOf, type Server, whoHasIt } from './owner.ts';

/** What systemd says of a unit. */
export interface UnitState {
  readonly unit: string;
  readonly activeState: string;
  readonly result: string;
}

/** Causes behind a broken `service` link and the checks of the camera service itself. */
export const services = {
  'service-down': (f: { url: string; unit: UnitState | null; port: number }) => ({
    cause: f.unit
      ? `nothing listens at ${f.url}: ${f.unit.unit} is ${f.unit.activeState} (${f.unit.result})`
      : `nothing listens at ${f.url}: the camera service is not running, or listens elsewhere`,
    nextSteps: [
      ...(f.unit
        ? [commands.startUnit(f.unit.unit), commands.journal(f.unit.unit)]
        : [commands.findUnits("find the service's unit, start it", '*cam*'), commands.listListeners()]),
      commands.say(
        `if it runs, but at another port than ${f.port}: correct 'url' under 'service:' in /etc/camproof/camproof.yaml`,
      ),
      commands.say(
        "last, and only where this box is to have no camera service: write 'service: off' there in place of what stands under 'service:'; it is not checked then",
      ),
    ],
  }),
  'upgrade-refused': (f: { url: string; message: string; owner: Owner | null; server: Server }) => ({
    cause: `${f.url} answers but does not open a WebSocket (${f.message}): wrong path, wrong port, or another program${ownerWords(f.owner)}`,
    nextSteps: [
      whoHasIt(f.server),
      commands.say(
        `if that is the camera service, correct the path in 'url' under 'service:' in /etc/camproof/camproof.yaml (now ${new URL(f.url).pathname})`,
      ),
      commands.say(
        `if it is another program: stop it and start the camera service; or correct the port there, if that has another than ${f.server.port}`,
      ),
    ],
  }),
  'json-rpc-mute': (f: { url: string; pongs: boolean; server: Server }) => ({
    cause: f.pongs
      ? `${f.url} opens and answers WebSocket pings, but no JSON-RPC request: the part that handles requests is blocked`
      : `${f.url} opens and then answers nothing at all: the camera service hangs`,
    nextSteps: [logOf(f.server), restartOf(f.server)],
  }),
  'ping-wrong': (f: { expected: string; actual: string; server: Server }) => ({
    cause: `the camera service answers ping with ${f.actual} instead of ${f.expected}`,
    nextSteps: [
      whoHasIt(f.server),
      commands.say(
        'if that is another program, stop it and start the camera service; if it is the camera service, this version of it is broken: install another',
      ),
      commands.smoke(),
    ],
  }),
  'unknown-method-wrong': (f: { actual: string }) => ({
    cause: `an unknown method has to give error -32601; the camera service gave ${f.actual}`,
    nextSteps: [
      commands.say(
        'nothing to do on this box: cameras work; whoever makes the camera service has to mend it, since clients cannot tell a missing method from a fault',
      ),
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
        "put a viewer's token into a file of mode 0600 and set 'tokenFile' under 'service:' in /etc/camproof/camproof.yaml",
      ),
    ],
  }),
  'service-slow': (f: { ms: number; limit: number; server: Server }) => ({
    cause: `JSON-RPC ping takes ${f.ms} ms, more than ${f.limit} ms`,
    nextSteps: [commands.showBusiest(), logOf(f.server)],
  }),
  'service-misses-camera': (f: {
    camera: string;
    listed: readonly string[];
    /** Where the camera itself is broken: what does not work need not be listed. */
    broken: string | null;
    server: Server;
  }) => ({
    cause: `the camera service does not list ${f.camera}${f.listed.length > 0 ? `; it lists ${f.listed.join(', ')}` : ' or any other camera'}`,
    nextSteps: [
      ...(f.broken === null
        ? []
        : [commands.say(`mend ${f.broken} first: the service may list it by itself then`)]),
      restartOf(f.server),
      commands.say(
        `it looks for cameras anew then; where it still misses ${f.camera}, add that to its own list of cameras`,
      ),
    ],
  }),
  'service-says-alive': (f: { camera: string; status: string; link: string }) => ({
    cause: `the camera service calls ${f.camera} "${f.status}", but it is broken at ${f.link}`,
    nextSteps: [commands.say(`mend ${f.link} first: the camera service only did not notice it`)],
  }),
  'service-says-dead': (f: { camera: string; status: string; server: Server }) => ({
    cause: `the camera service calls ${f.camera} "${f.status}", but its stream was proved to run`,
    nextSteps: [
      restartOf(f.server),
      commands.say('what it knows of the camera is old: a restart lets it look anew'),
    ],
  }),
  'service-stream-missing': (f: {
    camera: string;
    url: string;
    path: string;
    /** The path that does carry the camera; null where none does. */
    carries: string | null;
    /** Nobody but the camera service knows of this camera. */
    phantom: boolean;
    server: Server;
  }) => ({
    cause: `the camera service gives viewers ${f.url}, but MediaMTX has no path "${f.path}"${f.carries === null ? '' : `: ${f.camera} is on "${f.carries}"`}`,
    nextSteps: f.carries
      ? [
          commands.say(
            `let the camera service give out ${f.url.replace(f.path, f.carries)} for ${f.camera}: correct the address in its configuration`,
          ),
          restartOf(f.server),
        ]
      : f.phantom
        ? phantomSteps(f.camera, f.path, f.server)
        : [
            commands.say(
              `bring the path "${f.path}" back, as it is told at publish; or, where it has another name, correct it in the configuration of the camera service`,
            ),
          ],
  }),
  'service-stream-swapped': (f: { camera: string; other: string; url: string; server: Server }) => ({
    cause: `the camera service gives viewers ${f.url} for ${f.camera}, but that is the stream of ${f.other}: viewers see the wrong camera`,
    nextSteps: [
      commands.say(`put the addresses of ${f.camera} right in the configuration of the camera service`),
      restartOf(f.server),
    ],
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
  'component-unwell': (f: { endpoint: string; word: string; parts: string; server: Server }) => ({
    cause: `${f.endpoint} says "${f.word}" on the whole, but names parts that are in trouble: ${f.parts}`,
    nextSteps: [logOf(f.server)],
  }),
  'service-counts-differ': (f: { counts: string; listed: string; server: Server }) => ({
    cause: `the list of the camera service contradicts itself: it counts ${f.counts}, and lists ${f.listed}`,
    nextSteps: [
      restartOf(f.server),
      commands.say('if it stays so, report it to whoever makes the camera service'),
    ],
  }),
  'service-list-failed': (f: {
    message: string;
    why: 'another-name' | 'slow' | 'error';
    server: Server;
  }) => ({
    cause:
      f.why === 'slow'
        ? `the camera service answers other requests, but did not list its cameras within 3 s (${f.message}): it may wait for a camera`
        : `the camera service could not list its cameras (${f.message})`,
    nextSteps: [
      ...(f.why === 'error'
        ? []
        : [
            commands.say(
              f.why === 'slow'
                ? 'see what the camera service waits for: a camera that does not answer, a busy box'
                : "if the method has another name, set 'methods: { cameras: NAME }' under 'service:' in /etc/camproof/camproof.yaml",
            ),
          ]),
      ...(f.why === 'another-name' ? [] : [logOf(f.server)]),
      commands.smoke(),
    ],
  }),
} satisfies Explanations;
