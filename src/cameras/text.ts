const DEVICE = /(?:\/[\w.@-]+)*\/dev\/(?:video\d+|v4l\/by-(?:id|path)\/[^\s"'=,;]+)/g;

/** The first V4L2 device that a text names (`/dev/video0`, `/dev/v4l/by-id/…`), below a folder where one is given; or null. */
export function deviceInText(text: string, root = ''): string | null {
  const found = [...text.matchAll(DEVICE)].map(([device]) => device);
  return found.find((device) => device.startsWith(`${root}/`)) ?? null;
}

/** The path of a media URL (`rtsp://host:8554/cam0` → `cam0`), or null for any other text. */
export function pathOfUrl(text: string): string | null {
  const found = /^(?:rtsps?|rtmps?|https?|srt|wheps?|whips?):\/\/[^/]+\/([^\s?#]+)/i.exec(text)?.[1];
  if (found === undefined) return null;
  // HLS and WebRTC addresses carry a file or an endpoint behind the path.
  return decodeURIComponent(found.replace(/\/(?:index\.m3u8|whep|whip)?$/, ''));
}
