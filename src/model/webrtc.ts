import type { OutsideTry } from './viewer.ts';

/** An address at which the server offers its media. */
export interface WebrtcCandidate {
  readonly address: string;
  readonly port: number;
  readonly protocol: 'udp' | 'tcp';
}

/** The steps to a picture over WebRTC, in their order: the last is a whole key frame and a second of media after it. */
export type WebrtcStep = 'answer' | 'ice' | 'dtls' | 'packets' | 'key-frame' | 'media';

/** What a viewer over WebRTC (WHEP) got. Subject of the reading: the path. Times since the offer was posted, ms. */
export interface WebrtcPlayback {
  /** Where the offer was posted, without credentials. */
  readonly url: string;
  /** The last step that succeeded. */
  readonly reached: WebrtcStep;
  /** The server ended the connection, or media stopped, before the proof was complete. */
  readonly closed: boolean;
  /** Of the answer: what a viewer is told to connect to. */
  readonly candidates: readonly WebrtcCandidate[];
  /** Of the video that came (`H264`), else the first that the answer promises; null where it has no video. */
  readonly codec: string | null;
  /** When ICE and DTLS were done, when media began, and when a whole key frame was there; null for what was not reached. */
  readonly connectedMs: number | null;
  readonly firstPacketMs: number | null;
  readonly keyFrameMs: number | null;
  /** RTP packets of video. */
  readonly packets: number;
  /** The largest delay of our own event loop meanwhile, ms; loading WebRTC itself, which takes a while, left out. */
  readonly loopDelayMs: number;
  /**
   * Did it connect once our own addresses were in the offer? The proof leaves them out, since a server that can reach its
   * viewer hides that the viewer cannot reach it. Null where that was not asked, because the proof had connected.
   */
  readonly connectsWithOurAddresses: boolean | null;
  /** Null where it was not tried (viewers are local, the box has no outer address, the server is elsewhere), or proves nothing. */
  readonly outside: OutsideTry | null;
}
