import type { NextStep } from '../../model/index.ts';
import { commands } from '../commands.ts';
import type { Explanations } from './diagnosis.ts';
import { logOf, type Owner, ownerWords, pidWords, restartOf, type Server, whoHasIt } from './owner.ts';

/** What shows the way to the address that an error of the network names. */
function routesIn(message: string): readonly NextStep[] {
  const [, address] = /E(?:HOST|NET)(?:UNREACH|DOWN) (\S+):\d+/.exec(message) ?? [];
  return address === undefined ? [] : [commands.route(address), commands.ping(address)];
}

/** Of a program that has a port of MediaMTX. */
const MAY_GO = 'only if it may go; then start MediaMTX';

/** Causes behind a MediaMTX that cannot be asked, and what all servers may have in common. */
export const servers = {
  'mediamtx-down': (f: {
    url: string;
    unit: string | null;
    /** A MediaMTX that runs and is not there, with its TCP ports, as far as they may be seen. */
    other: {
      readonly pid: number;
      readonly ports: readonly number[];
      /** Its `apiAddress`, where its file was read and switches the API on. */
      readonly api: string | null;
    } | null;
  }) => ({
    cause:
      f.other === null
        ? `nothing listens at ${f.url} and no MediaMTX process is to be seen: MediaMTX is not running`
        : `a MediaMTX runs (pid ${f.other.pid}${f.other.ports.length > 0 ? `, ports ${f.other.ports.join(', ')}` : ''}), but nothing listens at ${f.url}: the one that belongs there is not running, or that address is wrong`,
    nextSteps: [
      ...(f.other ? [commands.whichServer(f.other.pid)] : []),
      ...(f.unit
        ? [commands.startUnit(f.unit), commands.journal(f.unit)]
        : [
            commands.findUnits(
              f.other ? 'if not: start the right one' : 'find its unit, start it',
              '*mediamtx*',
            ),
          ]),
      ...(f.other
        ? [
            commands.say(
              `if pid ${f.other.pid} is the right one: set 'url' under 'mediamtx:' in /etc/camproof/camproof.yaml to ${f.other.api === null ? "the 'apiAddress' of its file, with http:// before it" : `http://${f.other.api}`}`,
            ),
          ]
        : f.unit
          ? []
          : [
              commands.say(
                "if it runs on another machine, set 'url' under 'mediamtx:' in /etc/camproof/camproof.yaml to the address of its API",
              ),
            ]),
    ],
  }),
  'mediamtx-starting': (f: { url: string; unit: string | null; seconds: number }) => ({
    cause: `MediaMTX was started ${f.seconds < 1 ? 'less than a second' : `${Math.round(f.seconds)} s`} ago, and its API at ${f.url} was not open yet`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('wait some seconds and check again; if it starts again and again, read why'),
      ...(f.unit ? [commands.journal(f.unit)] : []),
    ],
  }),
  'mediamtx-failed': (f: { unit: string; result: string; restart: boolean }) => ({
    cause: `${f.unit} has failed (${f.result})${f.restart ? '' : ', and without Restart= nothing starts it again'}`,
    nextSteps: [commands.journal(f.unit), commands.restartUnit(f.unit)],
  }),
  'mediamtx-ended': (f: { url: string; unit: string | null }) => ({
    cause: `MediaMTX answered at ${f.url} when the check began, and does not any more: it was stopped or started again, or crashed`,
    nextSteps: f.unit
      ? [commands.unitStatus(f.unit), commands.journal(f.unit)]
      : [commands.say('see whether MediaMTX still runs, and what it said last; then check again')],
  }),
  'mediamtx-api-off': (f: { url: string; file: string | null; hidden: boolean }) => ({
    cause: f.file
      ? `MediaMTX runs, but its API at ${f.url} is off (MediaMTX's default)`
      : `MediaMTX runs, but its API is not at ${f.url}: it is off (MediaMTX's default), or listens elsewhere${f.hidden ? ', which this user may not see' : ''}`,
    nextSteps: [
      commands.say(
        `set 'api: yes' and 'apiAddress: ${new URL(f.url).host}' in ${f.file ?? 'mediamtx.yml'}: MediaMTX reads a changed file by itself`,
      ),
      ...(f.file
        ? []
        : [
            commands.say(
              "or, if it listens elsewhere, set 'url' under 'mediamtx:' in /etc/camproof/camproof.yaml",
            ),
          ]),
      ...(f.hidden ? [commands.checkAsRoot()] : []),
    ],
  }),
  'mediamtx-api-elsewhere': (f: { url: string; address: string; file: string }) => ({
    cause: `MediaMTX's API listens at ${f.address}, not at ${f.url}`,
    nextSteps: [
      commands.say(
        `set 'url' under 'mediamtx:' in /etc/camproof/camproof.yaml to http://${f.address.replace(/^:/, '127.0.0.1:')}, which is 'apiAddress' in ${f.file}`,
      ),
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
  'no-route': (f: { what: string; message: string }) => ({
    cause: `${f.what} cannot be asked, because no way leads to its host (${f.message}): it is off, in another network, or a packet filter is between`,
    nextSteps: [
      ...routesIn(f.message),
      commands.say(
        "where the address is wrong, correct it in /etc/camproof/camproof.yaml; this box itself is '127.0.0.1'",
      ),
    ],
  }),
  'wrong-scheme': (f: { url: string; message: string; key: string }) => ({
    cause: `something answers at ${f.url}, but ${f.message}`,
    nextSteps: [
      commands.say(
        `set 'url' under '${f.key}:' in /etc/camproof/camproof.yaml to ${f.url.startsWith('https:') ? f.url.replace('https:', 'http:') : f.url.replace('http:', 'https:')}`,
      ),
    ],
  }),
  'mediamtx-api-locked': (f: { url: string; gave: boolean }) => ({
    cause: f.gave
      ? `MediaMTX's API at ${f.url} does not accept the user or token that camproof was given`
      : `MediaMTX's API at ${f.url} asks for a user and a password, and camproof has none`,
    nextSteps: [
      commands.say("set 'user' and 'passwordFile' under 'mediamtx:' in /etc/camproof/camproof.yaml"),
      commands.say('or, in mediamtx.yml, allow action "api" from 127.0.0.1 under authInternalUsers'),
    ],
  }),
  'port-taken': (f: {
    port: number;
    comm: string;
    pid: number | null;
    unit: string | null;
    wants: string;
    /** What gives it another port, in MediaMTX's configuration. */
    key: string;
    /** The same process serves at the camera service's address. */
    isService?: boolean;
  }) => ({
    cause: `port ${f.port} belongs to ${f.comm}${pidWords(f)}${f.isService ? ', which is the camera service' : ''}, and not to ${f.wants}`,
    nextSteps: [
      whoHasIt(f),
      ...(f.unit
        ? [commands.stopUnit(f.unit, MAY_GO)]
        : f.pid === null
          ? [commands.say(`end it, ${MAY_GO}`)]
          : [commands.endProcess(f.pid, MAY_GO)]),
      commands.say(
        `if it has to stay: give ${f.wants} another port, '${f.key}' in mediamtx.yml${f.key === 'apiAddress' ? ", and the same in 'url' under 'mediamtx:' in /etc/camproof/camproof.yaml" : ''}`,
      ),
    ],
  }),
  'not-the-api': (f: { url: string; port: number; message: string }) => ({
    cause: `something answers at ${f.url}, but not as MediaMTX does (${f.message})`,
    confidence: 'likely' as const,
    nextSteps: [commands.showListener(f.port), commands.get(f.url)],
  }),
  'server-hangs-up': (f: { url: string; owner: Owner | null; server: Server }) => ({
    cause: `${f.url} takes connections and closes them without an answer: it is starting or ending at this moment, or something else answers there, perhaps with TLS${ownerWords(f.owner)}`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('wait some seconds and check again: a restart is over by then'),
      ...(f.server.unit ? [commands.journal(f.server.unit)] : []),
      whoHasIt(f.server),
    ],
  }),
  'server-mute': (f: { url: string; phase: string; owner: Owner | null; server: Server }) => ({
    cause: f.owner?.stopped
      ? `${f.owner.comm}${pidWords(f.owner)} behind ${f.url} was stopped by a signal (kill -STOP or Ctrl-Z): its port is open and nobody answers`
      : `${f.url} accepts connections but does not answer (${f.phase})${ownerWords(f.owner)}`,
    nextSteps: [
      ...(f.owner?.stopped && f.owner.pid !== null ? [commands.continueProcess(f.owner.pid)] : []),
      ...(f.owner?.stopped
        ? [commands.say('only if nobody answers after that:')]
        : [logOf(f.server, f.owner?.comm ?? 'the program that has this port')]),
      restartOf(f.server, f.owner?.comm ?? 'the program that has this port'),
    ],
  }),
} satisfies Explanations;
