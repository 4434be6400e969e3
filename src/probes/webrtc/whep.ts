import { type HttpAnswer, http, text } from '../http.ts';
import { ProbeFault } from '../probe.ts';
import { clean, maskUrls } from '../text.ts';
import { type Answer, readAnswer } from './answer.ts';

/** An aborted offer is waited for so long, since the server may have made a session of it, ms. */
const LINGER_MS = 150;
const DELETE_MS = 1_500;

export interface WhepTarget {
  readonly url: string;
  readonly headers: { readonly authorization?: string };
  readonly ca: string | null;
}

/** A session at the server, to be deleted whatever happens. */
export interface WhepSession {
  readonly answer: Answer;
  /** Asks the server to forget the session; never rejects. */
  delete(): Promise<void>;
}

/** Posts an offer. Rejects with a ProbeFault that says what the server had against it; no session is left then. */
export async function offer(target: WhepTarget, sdp: string, signal: AbortSignal): Promise<WhepSession> {
  const { url, headers, ca } = target;
  signal.throwIfAborted();
  const clock = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const linger = () => {
    timer = setTimeout(() => clock.abort(), LINGER_MS);
  };
  signal.addEventListener('abort', linger, { once: true });
  let reply: HttpAnswer;
  try {
    const type = { 'content-type': 'application/sdp' };
    reply = await http(url, {
      method: 'POST',
      body: sdp,
      headers: { ...headers, ...type },
      ca,
      signal: clock.signal,
      maxBytes: 256 * 1024,
    });
  } catch (error) {
    if (error instanceof ProbeFault) throw new ProbeFault(error.code, 'offer', error.message);
    throw error;
  } finally {
    signal.removeEventListener('abort', linger);
    clearTimeout(timer);
  }
  if (reply.status !== 201) throw refusal(reply);
  const remove = () => forget(target, reply.headers['location'] ?? '');
  try {
    if (signal.aborted) throw new ProbeFault('timeout', 'offer', 'no answer in time');
    return { answer: readAnswer(text(reply)), delete: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** DELETE, on a clock of its own: it is due also when everything else was aborted. */
async function forget({ url, headers, ca }: WhepTarget, location: string): Promise<void> {
  // Relative on old servers (`whep/UUID`), absolute on new ones; never on another host.
  const session = location !== '' && URL.canParse(location, url) ? new URL(location, url) : null;
  if (session?.host !== new URL(url).host) return;
  try {
    await http(session.href, { method: 'DELETE', headers, ca, signal: AbortSignal.timeout(DELETE_MS) });
  } catch {
    // The server drops it by itself before long.
  }
}

const CODEC_WORDS = /codec|not supported by (?:remote|client)|media section/i;

function refusal({ status, headers, body }: HttpAnswer): ProbeFault {
  const words = clean(body.toString('utf8', 0, 1000), 200);
  const message = `HTTP ${status}${words ? `: ${words}` : ''}`;
  if (status >= 300 && status < 400)
    return new ProbeFault('protocol', 'offer', `redirected to ${maskUrls(headers['location'] ?? '?')}`);
  if (status === 401 || status === 403) return new ProbeFault('unauthorized', 'offer', message);
  if (status === 400 && CODEC_WORDS.test(words)) return new ProbeFault('unsupported', 'offer', message);
  if (status === 404) return new ProbeFault('not-found', 'offer', message);
  if (status === 429 || status === 503) return new ProbeFault('limited', 'offer', message);
  return new ProbeFault('protocol', 'offer', message);
}
