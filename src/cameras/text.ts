const DEVICE = /(?:\/[\w.@-]+)*\/dev\/(?:video\d+|v4l\/by-(?:id|path)\/[^\s"'=,;]+)/g;

/** The first V4L2 device that a text names (`/dev/video0`, `/dev/v4l/by-id/…`), below a folder where one is given; or null. */
export function deviceInText(text: string, root = ''): string | null {
  const found = [...text.matchAll(DEVICE)].map(([device]) => device);
  return found.find((device) => device.startsWith(`${root}/`)) ?? null;
}

/** The path of a media URL (`rtsp://host:8554/cam0`, GStreamer's `location=rtsp://…` → `cam0`), or null for any other text. */
export function pathOfUrl(text: string): string | null {
  const found = /^(?:location=)?(?:rtsps?|rtmps?|https?|srt|wheps?|whips?):\/\/[^/]+\/([^\s?#]+)/i.exec(
    text,
  )?.[1];
  if (found === undefined) return null;
  // HLS and WebRTC addresses carry a file or an endpoint behind the path.
  return decoded(found.replace(/\/(?:index\.m3u8|whep|whip)?$/, ''));
}

/** A command line is anybody's: what is no percent-encoding stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** True when a command line takes the path's stream in (ffmpeg's `-i URL`, GStreamer's `rtspsrc location=URL`) and sends it nowhere. */
export function onlyReads(argv: readonly string[], path: string): boolean {
  const uses = argv.flatMap((word, at) => (pathOfUrl(word) === path ? [at] : []));
  return (
    uses.length > 0 &&
    uses.every((at) => argv[at - 1] === '-i' || /^(?:rtsp2?src|urisourcebin)$/.test(argv[at - 1] ?? ''))
  );
}
