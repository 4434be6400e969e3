/** What a check's failure is called where another finding speaks of it, by its id. */
const BROKEN: Readonly<Record<string, string>> = {
  'mediamtx-api': "MediaMTX's API is broken",
  'json-rpc': 'the WebSocket is broken',
  'health-endpoints': 'the health endpoints are broken',
  'decode-pictures': 'the picture is broken',
  'deliver-hls': 'HLS is broken',
  'deliver-webrtc': 'WebRTC is broken',
};

/** `HLS is broken`: of a link, its own name says it. */
export const brokenWords = (checkId: string): string => BROKEN[checkId] ?? `${checkId} is broken`;
