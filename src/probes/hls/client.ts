import { type HttpAnswer, http, text } from '../http.ts';
import { ProbeFault } from '../probe.ts';
import { clean, maskUrls } from '../text.ts';

/** A cookie check is one redirect; a few more are somebody's proxy. */
const MAX_REDIRECTS = 5;
const MAX_PLAYLIST = 256 * 1024;
/** 16 Mbit/s for 10 s. */
const MAX_MEDIA = 20 * 1024 * 1024;

export interface HlsClientOptions {
  readonly signal: AbortSignal;
  readonly headers: { readonly authorization?: string };
  readonly ca: string | null;
}

/** What was fetched, and from where in the end: the base of relative addresses. */
export interface Fetched {
  readonly url: string;
  readonly body: Buffer;
}

/** An HTTP client as players have one: it follows redirects and keeps cookies. Credentials go to the first host only. */
export class HlsClient {
  readonly #options: HlsClientOptions;
  readonly #home: URL;
  readonly #cookies = new Map<string, string>();

  constructor(index: string, options: HlsClientOptions) {
    this.#home = new URL(index);
    this.#options = options;
  }

  /** `signal` ends it earlier than the client's own. */
  async playlist(
    url: string,
    phase: string,
    signal = this.#options.signal,
  ): Promise<Fetched & { readonly text: string }> {
    const { answer, url: at } = await this.#follow(url, phase, MAX_PLAYLIST, signal);
    return { url: at, body: answer.body, text: text(answer) };
  }

  async media(url: string, phase: string): Promise<Fetched> {
    const { answer, url: at } = await this.#follow(url, phase, MAX_MEDIA, this.#options.signal);
    return { url: at, body: answer.body };
  }

  async #follow(
    asked: string,
    phase: string,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<{ answer: HttpAnswer; url: string }> {
    let url = new URL(asked);
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const answer = await this.#get(url, phase, maxBytes, signal);
      const { status, headers } = answer;
      this.#keep(headers['set-cookie'] ?? '');
      if (status < 300 || status > 399) {
        if (status !== 200) throw refusal(answer, phase);
        return { answer, url: url.href };
      }
      url = this.#next(url, headers['location'] ?? '', phase);
    }
    throw new ProbeFault('protocol', phase, `more than ${MAX_REDIRECTS} redirects`);
  }

  async #get(url: URL, phase: string, maxBytes: number, signal: AbortSignal): Promise<HttpAnswer> {
    const { headers, ca } = this.#options;
    const ours = url.host === this.#home.host;
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    try {
      return await http(url.href, {
        signal,
        ca,
        maxBytes,
        headers: { ...(ours && headers), ...(ours && cookie && { cookie }) },
      });
    } catch (error) {
      // What a viewer waits for tells more than which part of the exchange it waits in.
      if (error instanceof ProbeFault) throw new ProbeFault(error.code, phase, error.message);
      throw error;
    }
  }

  #next(from: URL, location: string, phase: string): URL {
    const to = location !== '' && URL.canParse(location, from) ? new URL(location, from) : null;
    if (!to || !/^https?:$/.test(to.protocol))
      throw new ProbeFault('protocol', phase, `redirected without a usable Location: ${maskUrls(location)}`);
    if (from.protocol === 'https:' && to.protocol === 'http:')
      throw new ProbeFault('protocol', phase, 'redirected from TLS to plain text');
    return to;
  }

  /** Several `Set-Cookie` lines come joined by commas, and dates have commas too. */
  #keep(header: string): void {
    for (const line of header.split(/,\s*(?=[^;,=\s]+=)/)) {
      const [, name, value] = /^([^=;,\s]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value);
    }
  }
}

function refusal({ status, body }: HttpAnswer, phase: string): ProbeFault {
  const words = clean(body.toString('utf8', 0, 400), 120);
  const message = `HTTP ${status}${words ? `: ${words}` : ''}`;
  if (status === 401 || status === 403) return new ProbeFault('unauthorized', phase, message);
  if (status === 404) return new ProbeFault('not-found', phase, message);
  if (status === 429 || status === 503) return new ProbeFault('limited', phase, message);
  return new ProbeFault('protocol', phase, message);
}
