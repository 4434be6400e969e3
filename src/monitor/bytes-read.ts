import type { HlsPlayback, Reading, ReadingKind, RtspStream, WebrtcPlayback } from '../model/index.ts';

/** What a packet of a WebRTC stream holds, about, bytes. */
const PACKET_BYTES = 1_200;

/** What an active proof has read from its stream, about, bytes. */
export function bytesRead(kind: ReadingKind, made: Reading<unknown>): number {
  if (!made.ok) return 0;
  switch (kind) {
    case 'rtsp':
      return (made.value as RtspStream).video?.bytes ?? 0;
    case 'hls':
      return (made.value as HlsPlayback).mediaBytes;
    case 'webrtc':
      return (made.value as WebrtcPlayback).packets * PACKET_BYTES;
    default:
      return 0;
  }
}
