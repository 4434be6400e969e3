import type { FaultCode, Look, Refusal } from '../../index.ts';
import { moment } from '../clock.ts';

/** Older than this, a picture is not called live, ms; and older than that, it is said loudly. */
const FRESH_MS = 2_500;
const OLD_MS = 8_000;

/** Why nothing is shown, and what to do. */
interface Told {
  readonly why: string;
  readonly todo: string;
}

const CHAIN = 'Esc goes back to which link is broken, and the command that mends it.';

const REFUSED: Readonly<Record<Refusal, (path: string) => Told>> = {
  paused: () => ({ why: 'Paused: nothing is read now.', todo: 'p goes on.' }),
  passive: () => ({
    why: 'No stream is opened: camproof runs passively.',
    todo: 'Start it without --passive.',
  }),
  'on-demand': (path) => ({
    why: `${path} runs on demand, and nobody else watches it: looking would start it, or keep it awake.`,
    todo: 'camproof check --wake --snapshots DIR starts it and keeps a picture.',
  }),
  'not-ready': (path) => ({ why: `Nothing is published to ${path} now.`, todo: CHAIN }),
  'no-stream': () => ({ why: 'This camera has no path in MediaMTX.', todo: CHAIN }),
  'not-saved': () => ({
    why: 'This is a recorded sweep, and no picture was saved with it.',
    todo: 'check --save FILE --snapshots DIR keeps one of each camera; --replay FILE --snapshots DIR shows them here.',
  }),
};

const AGAIN = 'It is tried again every 3 s.';
const DO: Partial<Record<FaultCode, string>> = {
  'tool-missing': 'apt-get install ffmpeg',
  unauthorized: 'Set mediamtx.readUser and mediamtx.readPassword in the configuration.',
  unsupported: 'H.264, H.265, VP8, VP9 and JPEG can be shown.',
  limited: `The server takes no more readers. ${AGAIN}`,
};

/** Why there is no picture, and what to do; null while there is one, or one is on its way. */
export function absence({ path, refused, fault }: Look): Told | null {
  if (refused !== null) return REFUSED[refused](path ?? '');
  if (fault === null) return null;
  return {
    why: `No picture of ${path ?? 'it'}: ${fault.message}.`,
    todo: DO[fault.code] ?? (path === null ? CHAIN : `${AGAIN} ${CHAIN}`),
  };
}

/** What is shown and how old it is. It changes rarely: a picture that is live is not counted. */
export function caption({ path, picture, at }: Look, how: string, now: number): string {
  if (picture === null || at === null) return `${path === null ? '' : `path ${path}  `}opening …`;
  if (path === null) return `SAVED ${moment(new Date(at).toISOString())}  ${how}`;
  const age = now - at;
  const old = `${Math.round(age / 1000)} s old`;
  const words = age <= FRESH_MS ? 'live' : age <= OLD_MS ? old : `NOT LIVE: ${old}`;
  return `path ${path}  ${words}  ${how}`;
}
