/** Ways in which the reference service can be made to misbehave; all off is a service in good order. */
export interface Behaviour {
  /** The WebSocket opens and answers ping frames, but no request. */
  muteRequests: boolean;
  /** Answer to `ping`. */
  pong: unknown;
  /** Error code for an unknown method. */
  unknownMethodCode: number;
  /** Cameras left out of the list, by path. */
  hidden: ReadonlySet<string>;
  /** A camera that does not exist is listed. */
  phantom: boolean;
  /** The list hands out this path for the first camera. */
  wrongStream: string | null;
  /** The list calls every camera CONNECTED, and health says ok, whatever is true. */
  lies: boolean;
  /** Health timestamps are this old, s. */
  healthAgeSeconds: number;
  /** HTTP status of the health endpoints, whatever the body says. */
  healthStatus: number | null;
  /** `get_status` says degraded while health says ready. */
  degradedStatus: boolean;
  /** Every request is answered with "rate limit exceeded". */
  limited: boolean;
  /** The upgrade is refused with 503: no connection is free. */
  connectionsFull: boolean;
  /** Methods need `authenticate` first. */
  locked: boolean;
  /** Health says not ready although everything works. */
  criesWolf: boolean;
}

export const goodBehaviour = (): Behaviour => ({
  muteRequests: false,
  pong: 'pong',
  unknownMethodCode: -32601,
  hidden: new Set(),
  phantom: false,
  wrongStream: null,
  lies: false,
  healthAgeSeconds: 0,
  healthStatus: null,
  degradedStatus: false,
  limited: false,
  connectionsFull: false,
  locked: false,
  criesWolf: false,
});
