import { counted } from '../../model/index.ts';
import { commands } from '../commands.ts';
import type { Explanations } from './diagnosis.ts';
import { logOf, type Owner, ownerWords, restartOf, type Server, whoHasIt } from './owner.ts';

/** Time zones differ by quarters of an hour: what is off by as much, to a second or two, may be one. */
const isZone = (seconds: number): boolean => {
  const rest = seconds % 900;
  return seconds > 900 && Math.min(rest, 900 - rest) <= 2;
};

/** `3600 s (1 h)`: long times are hard to grasp in seconds. */
export const ago = (seconds: number): string => {
  const minutes = Math.round(seconds / 60);
  if (minutes < 3) return `${seconds} s`;
  return `${seconds} s (${minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`})`;
};

/** Causes behind a broken `health` link and the checks of the health endpoints themselves. */
export const health = {
  'health-down': (f: { url: string; unit: string | null; port: number }) => ({
    cause: `nothing listens at ${f.url}: the health endpoints are down, or listen elsewhere`,
    nextSteps: [
      ...(f.unit
        ? [commands.startUnit(f.unit), commands.journal(f.unit)]
        : [
            commands.findUnits('find what serves them, start it', '*cam*', '*health*'),
            commands.listListeners(),
          ]),
      commands.say(
        `if they are served at another port than ${f.port}: correct 'url' under 'health:' in /etc/camproof/camproof.yaml`,
      ),
      commands.say(
        "last, and only where this box is to have no health endpoints: write 'health: off' there in place of what stands under 'health:'; they are not checked then",
      ),
    ],
  }),
  'health-no-endpoint': (f: { url: string; owner: Owner | null; server: Server }) => ({
    cause: `${f.url} answers, but none of the known health endpoints exists there${ownerWords(f.owner)}`,
    nextSteps: [
      whoHasIt(f.server),
      commands.say(
        "if it is the right server, name them: 'endpoints' under 'health:' in /etc/camproof/camproof.yaml",
      ),
    ],
  }),
  'health-broken-answer': (f: { url: string; message: string; owner: Owner | null; server: Server }) => ({
    cause: `${f.url} does not answer as a health endpoint should (${f.message})${ownerWords(f.owner)}`,
    nextSteps: [commands.get(f.url), whoHasIt(f.server)],
  }),
  'health-contradicts-itself': (f: { url: string; status: number; word: string }) => ({
    cause: `${f.url} answers HTTP ${f.status} but says "${f.word}": whoever looks at one of the two is misled`,
    nextSteps: [
      commands.get(f.url),
      commands.say('report it to whoever makes the camera service: HTTP status and body have to agree'),
    ],
  }),
  'health-endpoints-disagree': (f: { one: string; other: string; server: Server }) => ({
    cause: `the health endpoints contradict each other: ${f.one}, but ${f.other}`,
    nextSteps: [
      restartOf(f.server),
      commands.say('if it stays so, report it to whoever makes the camera service'),
    ],
  }),
  'status-contradicts-health': (f: { status: string; endpoint: string; health: string; server: Server }) => ({
    cause: `the camera service contradicts itself: get_status over the WebSocket says "${f.status}", and ${f.endpoint} says "${f.health}"`,
    nextSteps: [
      commands.say(
        'the worse of the two is likelier to be true: its log tells what is wrong with the service',
      ),
      logOf(f.server),
      restartOf(f.server),
    ],
  }),
  'health-says-ok': (f: { camera: string; endpoint: string; word: string; link: string }) => ({
    cause: `${f.endpoint} says "${f.word}", but ${f.camera} is broken at ${f.link}: this health check does not look at the stream`,
    nextSteps: [commands.say('mend the camera first; let no alarm rely on this endpoint alone')],
  }),
  'health-says-bad': (f: { url: string; endpoint: string; word: string; parts: string; server: Server }) => ({
    cause: `${f.endpoint} says "${f.word}"${f.parts === '' ? ' and names no part that is in trouble' : ` (${f.parts})`}, but every camera was proved to work`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.get(f.url),
      restartOf(f.server),
      commands.say('what it knows may be old; where it says so again after the restart, its log tells why'),
    ],
  }),
  'health-word-unknown': (f: { endpoint: string; word: string }) => ({
    cause: `${f.endpoint} says "${f.word}", and camproof does not know whether that is good`,
    nextSteps: [
      commands.say(
        'let the service say ready, healthy, degraded, not_ready or unhealthy, as those who watch it expect',
      ),
      commands.say(
        "or name endpoints that do at 'endpoints' under 'health:' in /etc/camproof/camproof.yaml; 'health: off' where none does",
      ),
    ],
  }),
  'health-counts-fewer': (f: { endpoint: string; counted: number; run: number; server: Server }) => ({
    cause: `${f.endpoint} counts ${counted(f.counted, 'camera')} as connected, and ${f.run} with a device ${f.run === 1 ? 'was' : 'were'} proved`,
    confidence: 'likely' as const,
    nextSteps: [restartOf(f.server), commands.smoke()],
  }),
  'health-clock-ahead': (f: { endpoint: string; seconds: number }) => ({
    cause: `${f.endpoint} gives a time that is ${f.seconds} s ahead: the clock of the service is wrong, it calls local time UTC, or it noted it before this box's clock was set back`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say('compare its timestamp with `date -u`; its makers have to give the zone with it'),
      commands.syncClock(),
    ],
  }),
  'health-degraded': (f: { url: string; endpoint: string; word: string; components: readonly string[] }) => ({
    cause: `${f.endpoint} says "${f.word}" because of ${f.components.join(', ')}: no camera is concerned, but something is`,
    nextSteps: [commands.get(f.url)],
  }),
  'health-stale': (f: { url: string; endpoint: string; seconds: number; server: Server }) => ({
    cause: `the time that ${f.endpoint} gives is ${ago(f.seconds)} old: the health monitor of the camera service stands still${isZone(f.seconds) ? ', or it writes local time and calls it UTC (the difference is that of a time zone)' : ''}`,
    ...(isZone(f.seconds) && { confidence: 'likely' as const }),
    nextSteps: [
      commands.get(f.url),
      commands.say(
        'ask again after a minute: if its time has moved on by a minute, the service only writes the wrong time zone; if it has not, restart the service',
      ),
      restartOf(f.server),
    ],
  }),
  'health-slow': (f: { url: string; ms: number; limit: number; server: Server }) => ({
    cause: `${f.url} takes ${f.ms} ms under a small load, more than ${f.limit} ms`,
    nextSteps: [commands.showBusiest(), logOf(f.server)],
  }),
  'health-drops': (f: { url: string; failures: string }) => ({
    cause: `${f.url} does not hold under a small concurrent load: ${f.failures}`,
    nextSteps: [
      commands.say('look at the limits of the service: 5 requests at a time is what monitoring asks'),
    ],
  }),
} satisfies Explanations;
