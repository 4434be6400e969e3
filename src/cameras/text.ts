const DEVICE = /(?:\/[\w.@-]+)*\/dev\/(?:video\d+|v4l\/by-(?:id|path)\/[^\s"'=,;]+)/g;

/** The first V4L2 device that a text names (`/dev/video0`, `/dev/v4l/by-id/…`), below a folder where one is given; or null. */
export function deviceInText(text: string, root = ''): string | null {
  const found = [...text.matchAll(DEVICE)].map(([device]) => device);
  return found.find((device) => device.startsWith(`${root}/`)) ?? null;
}

const MEDIA_URL = /^(?:location=)?(?:rtsps?|rtmps?|https?|srt|wheps?|whips?):\/\/[^/]+\/([^\s?#]+)/i;
/** An SRT address carries the path in its stream id: `publish:cam0:user`, or `#!::m=publish,r=cam0`. */
const SRT_STREAM =
  /^(?:location=|uri=)?srt:\/\/[^\s?]+\?(?:\S*&)?streamid=(?:(?:publish|read):|#!::(?:\S*,)?r=)([^\s:,&]+)/i;

/** The path of a media URL (`rtsp://host:8554/cam0`, GStreamer's `location=rtsp://…` → `cam0`), or null for any other text. */
export function pathOfUrl(text: string): string | null {
  const found = SRT_STREAM.exec(text)?.[1] ?? MEDIA_URL.exec(text)?.[1];
  if (found === undefined) return null;
  // HLS and WebRTC addresses carry a file or an endpoint behind the path.
  return decoded(found.replace(/\/(?:index\.m3u8|whep|whip)?$/, ''));
}

/** Anybody may write a `%` that stands for nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Elements of GStreamer that take a stream in. */
const TAKES_IN = /^(?:rtsp2?src|urisourcebin|uridecodebin3?|rtmp2?src|srtsrc|playbin3?)$/;

/** Is the word at this place of a command line an address to read from: ffmpeg's `-i URL`, GStreamer's `rtspsrc latency=0 location=URL`? */
function isInput(argv: readonly string[], at: number): boolean {
  if (argv[at - 1] === '-i') return true;
  const element = argv.slice(0, at).findLast((word) => !/^[\w-]+=/.test(word)) ?? '';
  return TAKES_IN.test(element);
}

/** The first address that a command line reads from; null where it reads from none. */
export const inputOf = (argv: readonly string[]): string | null =>
  argv.find((word, at) => isInput(argv, at) && pathOfUrl(word) !== null) ?? null;

/** The addresses in a word; ffmpeg's tee output has several, with options before each: `[f=rtsp]rtsp://…|[f=flv]rtmp://…`. */
const addresses = (word: string): readonly string[] =>
  word.split('|').map((part) => part.replace(/^\[[^\]]*\]/, ''));

/** Over HTTP only WHIP sends media; what a command line names besides is an API or a page. */
const SENDS = /^(?:location=|uri=)?(?:rtsps?|rtmps?|srt|whips?):|\/whip(?:[?#]|$)/i;

/** Who watches asks for the same command lines several times a second. */
const sent = new WeakMap<readonly string[], readonly string[]>();

/** The paths that a command line sends a stream to. What it only reads from is none of them. */
export function pathsSent(argv: readonly string[]): readonly string[] {
  const known = sent.get(argv);
  if (known) return known;
  const paths = argv.flatMap((word, at) =>
    isInput(argv, at)
      ? []
      : addresses(word).flatMap((address) => (SENDS.test(address) ? (pathOfUrl(address) ?? []) : [])),
  );
  sent.set(argv, paths);
  return paths;
}

/** True when a command line takes the path's stream in and does not send it there. */
export function onlyReads(argv: readonly string[], path: string): boolean {
  const reads = argv.some((word, at) => isInput(argv, at) && pathOfUrl(word) === path);
  return reads && !pathsSent(argv).includes(path);
}
