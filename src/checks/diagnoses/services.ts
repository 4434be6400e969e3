import { commands } from '../commands.ts';
import type { Explanations } from './diagnosis.ts';

/** Who has the port. */
export interface Owner {
  readonly port: number;
  readonly comm: string;
  readonly pid: number | null;
  readonly stopped: boolean;
}

/** What systemd says of a unit. */
export interface UnitState {
  readonly unit: string;
  readonly activeState: string;
  readonly result: string;
}

const pidWords = ({ pid }: Owner): string => (pid === null ? '' : ` (pid ${pid})`);

const ownerWords = (owner: Owner | null): string =>
  owner ? `; port ${owner.port} belongs to ${owner.comm}${pidWords(owner)}` : '';

const whoHasIt = (owner: Owner | null) =>
  owner?.pid ? commands.showProcess(owner.pid) : commands.listListeners();

/** Causes behind broken `service` and `health` links and the checks of the servers themselves. */
export const services = {
  'mediamtx-down': (f: { url: string; unit: string | null }) => ({
    cause: `nothing listens at ${f.url} and no MediaMTX process is to be seen: MediaMTX is not running`,
    nextSteps: f.unit
      ? [commands.startUnit(f.unit), commands.journal(f.unit)]
      : [
          commands.say('start MediaMTX the way it was installed here; where it is not, install it'),
          commands.say("or say where it is: 'mediamtx.url' in /etc/camproof/camproof.yaml"),
        ],
  }),
  'mediamtx-starting': (f: { url: string; unit: string | null; seconds: number }) => ({
    cause: `MediaMTX was started ${f.seconds < 1 ? 'less than a second' : `${Math.round(f.seconds)} s`} ago, and its API at ${f.url} was not open yet`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('wait some seconds and check again; where it starts again and again, read why'),
      ...(f.unit ? [commands.journal(f.unit)] : []),
    ],
  }),
  'mediamtx-failed': (f: { unit: string; result: string; restart: boolean }) => ({
    cause: `${f.unit} has failed (${f.result})${f.restart ? '' : ', and without Restart= nothing starts it again'}`,
    nextSteps: [commands.journal(f.unit), commands.restartUnit(f.unit)],
  }),
  'mediamtx-api-off': (f: { url: string; file: string | null }) => ({
    cause: `MediaMTX runs, but its API at ${f.url} is off, as it is by default`,
    nextSteps: [
      commands.say(
        `set 'api: yes' and 'apiAddress: 127.0.0.1:9997' in ${f.file ?? 'mediamtx.yml'}, then restart MediaMTX`,
      ),
    ],
  }),
  'mediamtx-api-elsewhere': (f: { url: string; address: string; file: string }) => ({
    cause: `MediaMTX's API listens at ${f.address}, not at ${f.url}`,
    nextSteps: [
      commands.say(`set 'mediamtx.url' in /etc/camproof/camproof.yaml to the address in ${f.file}`),
    ],
  }),
  'certificate-not-trusted': (f: { what: string; message: string }) => ({
    cause: `${f.what} cannot be asked: ${f.message}`,
    nextSteps: [
      commands.say(
        "if it is the right server, name the authority behind its certificate: 'caFile' beside its address in /etc/camproof/camproof.yaml",
      ),
      commands.say('else renew the certificate: it has to name the host that is asked, and be in date'),
    ],
  }),
  'name-not-resolved': (f: { what: string; message: string }) => ({
    cause: `${f.what} cannot be asked, because the name of its host cannot be resolved (${f.message})`,
    nextSteps: [
      commands.say("on this box itself '127.0.0.1' needs no name: put it into /etc/camproof/camproof.yaml"),
      commands.say('else correct the name, or see to DNS (/etc/resolv.conf) and the network'),
    ],
  }),
  'wrong-scheme': (f: { url: string; message: string; key: string }) => ({
    cause: `something answers at ${f.url}, but ${f.message}`,
    nextSteps: [
      commands.say(
        `set '${f.key}' in /etc/camproof/camproof.yaml to ${f.url.startsWith('https:') ? f.url.replace('https:', 'http:') : f.url.replace('http:', 'https:')}`,
      ),
    ],
  }),
  'mediamtx-api-locked': (f: { url: string; gave: boolean }) => ({
    cause: f.gave
      ? `${f.url} does not accept the user or token that camproof was given`
      : `${f.url} wants a user, and camproof has none`,
    nextSteps: [
      commands.say("set 'mediamtx.user' and 'mediamtx.passwordFile' in /etc/camproof/camproof.yaml"),
      commands.say(
        'or allow action "api" from 127.0.0.1 in authInternalUsers (edit mediamtx.yml by hand: a fetched configuration has its secrets blanked)',
      ),
    ],
  }),
  'port-taken': (f: { port: number; comm: string; pid: number | null; wants: string }) => ({
    cause: `port ${f.port} belongs to ${f.comm}${f.pid === null ? '' : ` (pid ${f.pid})`}, not to ${f.wants}`,
    nextSteps: [
      f.pid === null ? commands.listListeners() : commands.showProcess(f.pid),
      commands.say(`stop it, or give ${f.wants} another port`),
    ],
  }),
  'not-the-api': (f: { url: string; message: string }) => ({
    cause: `something answers at ${f.url}, but not as MediaMTX does (${f.message})`,
    confidence: 'likely' as const,
    nextSteps: [commands.listListeners(), commands.get(f.url)],
  }),
  'server-hangs-up': (f: { url: string; unit: string | null; owner: Owner | null }) => ({
    cause: `${f.url} takes connections and closes them without an answer: it is starting or ending at this moment, or something else answers there, perhaps with TLS${ownerWords(f.owner)}`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('wait some seconds and check again: a restart is over by then'),
      ...(f.unit ? [commands.journal(f.unit)] : []),
      whoHasIt(f.owner),
    ],
  }),
  'server-mute': (f: { url: string; phase: string; unit: string | null; owner: Owner | null }) => ({
    cause: f.owner?.stopped
      ? `${f.owner.comm}${pidWords(f.owner)} behind ${f.url} was stopped by a signal (state T): its port is open and nobody answers`
      : `${f.url} accepts connections but does not answer (${f.phase})${ownerWords(f.owner)}`,
    nextSteps: [
      ...(f.owner?.stopped && f.owner.pid !== null ? [commands.continueProcess(f.owner.pid)] : []),
      ...(f.unit
        ? [commands.journal(f.unit), commands.restartUnit(f.unit)]
        : [commands.say('restart the server behind it'), whoHasIt(f.owner)]),
    ],
  }),
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
  'component-unwell': (f: { endpoint: string; word: string; components: readonly string[] }) => ({
    cause: `${f.endpoint} says "${f.word}" on the whole, but of its parts: ${f.components.join(', ')}`,
    nextSteps: [commands.say('see what that part says in the log of the camera service')],
  }),
  'service-list-failed': (f: { message: string }) => ({
    cause: `the camera service could not list its cameras (${f.message})`,
    nextSteps: [
      commands.say(
        "if the method has another name, set 'service.methods.cameras' in /etc/camproof/camproof.yaml",
      ),
      commands.smoke(),
    ],
  }),
  'health-down': (f: { url: string; unit: string | null }) => ({
    cause: `nothing listens at ${f.url}: the health endpoints are down, or elsewhere`,
    nextSteps: [
      ...(f.unit ? [commands.startUnit(f.unit)] : [commands.listListeners()]),
      commands.say(
        "where they are elsewhere or absent, say so: 'health.url' or 'health: off' in /etc/camproof/camproof.yaml",
      ),
    ],
  }),
  'health-no-endpoint': (f: { url: string; owner: Owner | null }) => ({
    cause: `${f.url} answers, but none of the known health endpoints exists there${ownerWords(f.owner)}`,
    nextSteps: [
      whoHasIt(f.owner),
      commands.say("if it is the right server, name them: 'health.endpoints' in /etc/camproof/camproof.yaml"),
    ],
  }),
  'health-broken-answer': (f: { url: string; message: string; owner: Owner | null }) => ({
    cause: `${f.url} does not answer as a health endpoint should (${f.message})${ownerWords(f.owner)}`,
    nextSteps: [...(f.owner ? [whoHasIt(f.owner)] : []), commands.get(f.url)],
  }),
  'health-contradicts-itself': (f: { url: string; status: number; word: string }) => ({
    cause: `${f.url} answers HTTP ${f.status} but says "${f.word}": whoever looks at one of the two is misled`,
    nextSteps: [
      commands.get(f.url),
      commands.say('tell the makers of the service: status and body have to agree'),
    ],
  }),
  'health-endpoints-disagree': (f: { one: string; other: string }) => ({
    cause: `the health endpoints contradict each other: ${f.one}, but ${f.other}`,
    nextSteps: [commands.say('restart the camera service; if it stays so, tell its makers')],
  }),
  'status-contradicts-health': (f: { status: string; health: string }) => ({
    cause: `the service's own status is "${f.status}" while its health endpoint says "${f.health}"`,
    nextSteps: [commands.say('trust the worse of the two and look at the components'), commands.smoke()],
  }),
  'health-says-ok': (f: { camera: string; endpoint: string; word: string; link: string }) => ({
    cause: `${f.endpoint} says "${f.word}", but the ${f.link} link of ${f.camera} is broken: the health check is shallow`,
    nextSteps: [commands.say('mend the camera first; do not rely on this endpoint for alarms')],
  }),
  'health-says-bad': (f: { url: string; endpoint: string; word: string }) => ({
    cause: `${f.endpoint} says "${f.word}", but every camera was proved to work`,
    confidence: 'likely' as const,
    nextSteps: [commands.get(f.url), commands.say('see which component it complains about')],
  }),
  'health-degraded': (f: { url: string; endpoint: string; word: string; components: readonly string[] }) => ({
    cause: `${f.endpoint} says "${f.word}" because of ${f.components.join(', ')}: no camera is concerned, but something is`,
    nextSteps: [commands.get(f.url)],
  }),
  'health-stale': (f: { endpoint: string; seconds: number }) => ({
    cause: `${f.endpoint} reports what was true ${f.seconds} s ago`,
    nextSteps: [commands.say('restart the camera service: its health monitor stands still')],
  }),
  'health-slow': (f: { url: string; ms: number; limit: number }) => ({
    cause: `${f.url} takes ${f.ms} ms under a small load, more than ${f.limit} ms`,
    nextSteps: [commands.say('see what keeps the camera service busy')],
  }),
  'health-drops': (f: { url: string; failures: string }) => ({
    cause: `${f.url} does not hold under a small concurrent load: ${f.failures}`,
    nextSteps: [
      commands.say('look at the limits of the service: 5 requests at a time is what monitoring asks'),
    ],
  }),
} satisfies Explanations;
