/** Text from outside is made safe here, once, where a Reading is made. */

const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)/g;
// C0, DEL, C1, and the characters that reorder or hide text on a terminal.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** One printable line of at most `max` characters. */
export function clean(text: string, max = 300): string {
  const line = text.replace(ESCAPES, '').replace(CONTROLS, ' ').trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}

/** Of a live platform the last part of an RTMP address is the key to the channel; on this box it is a path. */
const STREAM_KEY = /(rtmps?:\/\/(?!127\.|localhost[:/]|\[::1\])[^\s/"']+(?:\/[^\s/"']+)+\/)[^\s/"'|]+/gi;

/** Removes `user:password@`, stream keys and secret query values from every URL in a text. */
export function maskUrls(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@"']*@/gi, '$1')
    .replace(STREAM_KEY, '$1***')
    .replace(
      /([?&;](?:[\w-]*(?:token|pass|passwd|password|secret|key|auth|jwt|sig)[\w-]*)=)[^&\s"']*/gi,
      '$1***',
    );
}

// Bounded: an endless word from outside must not cost more than its length.
const TELLING = String.raw`[\w.-]{0,40}(?:token|passwd|password|passphrase|secret|api[_-]?key|credential|jwt)[\w.-]{0,40}`;
/** `password: x`, `TOKEN=x`, `"secret": "x"`, also with quotes that JSON has escaped. */
const ASSIGNED = new RegExp(
  String.raw`(${TELLING}\\?["']?\s*[:=]\s*)(?:\\"(?:[^"\\]|\\[^"])*\\"|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&"'\\}]+)`,
  'gi',
);
/** `--password x` in a text. */
const FLAGGED = new RegExp(String.raw`(--?${TELLING}\s+)(?!-)[^\s"'\\]+`, 'gi');
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;
const JWT = /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g;
const TELLING_KEY = new RegExp(`^${TELLING}$`, 'i');

/** Is what is called so a secret? */
export const isSecretName = (name: string): boolean => TELLING_KEY.test(name);

/** Nothing longer is ever shown, and a reply may have any length, characters. */
const MOST = 10_000;

/** Removes from a free text (a log line, a message, a reply) what looks like a secret; keeps the first 10,000 characters. */
export function maskSecrets(text: string): string {
  return maskUrls(text.slice(0, MOST))
    .replace(ASSIGNED, '$1***')
    .replace(FLAGGED, '$1***')
    .replace(BEARER, '$1 ***')
    .replace(JWT, '***');
}

const SECRET_FLAG =
  /^--?[\w-]*(?:token|pass|passwd|password|secret|apikey|api-key|auth|jwt|credential)[\w-]*$/i;

/** A command line without secrets: URL credentials, `--password X`, `--token=X`, `Authorization:` headers. */
export function maskArgv(argv: readonly string[]): string[] {
  return argv.map((word, index) => {
    const before = argv[index - 1];
    if (before !== undefined && SECRET_FLAG.test(before)) return '***';
    const assigned = /^(--?[\w-]+|[A-Z_]+)=/i.exec(word);
    if (assigned?.[1] && SECRET_FLAG.test(assigned[1].startsWith('-') ? assigned[1] : `-${assigned[1]}`)) {
      return `${assigned[1]}=***`;
    }
    return clean(maskUrls(word.replace(/(authorization:\s*)\S.*/i, '$1***')), 400);
  });
}
