/** The first V4L2 device that a text names (`/dev/video0`, `/dev/v4l/by-id/…`), or null. */
export function deviceInText(text: string): string | null {
  return /(?:\/[\w.@-]+)*\/dev\/(?:video\d+|v4l\/by-(?:id|path)\/[^\s"'=,;]+)/.exec(text)?.[0] ?? null;
}

/** The path of a media URL (`rtsp://host:8554/cam0` → `cam0`), or null for any other text. */
export function pathOfUrl(text: string): string | null {
  const found = /^(?:rtsps?|rtmps?|https?|srt|wheps?|whips?):\/\/[^/]+\/([^\s?#]+)/i.exec(text)?.[1];
  if (found === undefined) return null;
  // HLS and WebRTC addresses carry a file or an endpoint behind the path.
  return decodeURIComponent(found.replace(/\/(?:index\.m3u8|whep|whip)?$/, ''));
}
