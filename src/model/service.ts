import type { Fault } from './reading.ts';

/** One JSON-RPC call's outcome: a result, an error object, or why there was none. */
export type RpcOutcome<T> =
  | { readonly kind: 'result'; readonly value: T; readonly ms: number }
  | { readonly kind: 'error'; readonly code: number; readonly message: string; readonly ms: number }
  | { readonly kind: 'none'; readonly fault: Fault };

/** The camera service over its WebSocket: one connection, a handful of messages, a clean close. */
export interface ServiceState {
  /** Without credentials. */
  readonly url: string;
  /** Until the WebSocket was open. */
  readonly connectMs: number;
  /** Round trips of JSON-RPC `ping`, ms. */
  readonly pingMs: readonly number[];
  readonly ping: RpcOutcome<unknown>;
  /** What it says to a method that nobody has: -32601 is right. */
  readonly unknownMethod: RpcOutcome<unknown>;
  /** Round trip of a WebSocket ping frame, ms; null when no pong came (a blocked loop, not a blocked handler). */
  readonly pongFrameMs: number | null;
  /** `open` needs none, `accepted`, `rejected`, `required` (and no token was given). */
  readonly authentication: 'open' | 'accepted' | 'rejected' | 'required';
  readonly cameras: RpcOutcome<readonly ServiceCamera[]>;
  /** How many cameras the list says that there are, and are connected, beside listing them; absent in older sweeps. */
  readonly counts?: ServiceCounts;
  readonly streams: RpcOutcome<readonly ServiceStream[]>;
  readonly status: RpcOutcome<ServiceStatus>;
  readonly server: RpcOutcome<Readonly<Record<string, unknown>>>;
  readonly metrics: RpcOutcome<Readonly<Record<string, unknown>>>;
  readonly messagesSent: number;
  /** Close code of our own close handshake; null when the server never answered it. */
  readonly closeCode: number | null;
  /** Set when the service said that we ask too much (rate or connection limit). */
  readonly limited: string | null;
}

/** Null where it does not tell. */
export interface ServiceCounts {
  readonly total: number | null;
  readonly connected: number | null;
}

/** A camera as `get_camera_list` names it, both generations in one shape. */
export interface ServiceCamera {
  /** `/dev/video0` or `camera0`. */
  readonly device: string;
  readonly name: string | null;
  /** Upper case: CONNECTED, DISCONNECTED, ERROR, …; empty where it gives none. */
  readonly status: string;
  /** As it prints it: `1280x720`. */
  readonly resolution: string | null;
  readonly fps: number | null;
  /** By protocol: `rtsp` → URL without credentials. */
  readonly streams: Readonly<Record<string, string>>;
}

/** A stream as the service lists it; null where it does not tell. */
export interface ServiceStream {
  readonly name: string;
  readonly ready: boolean | null;
  readonly source: string | null;
}

/** What it says of itself. */
export interface ServiceStatus {
  /** In its own word; `unknown` where it has none. */
  readonly status: string;
  readonly version: string | null;
  /** Component → state, lower case. */
  readonly components: Readonly<Record<string, string>>;
}

/** One case of the JSON-RPC 2.0 specification, with what was sent and what came back. */
export interface ComplianceCase {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'conforms' | 'deviates' | 'not-tried';
  readonly sent: string;
  readonly expected: string;
  readonly received: string;
}

/** How the service keeps to JSON-RPC 2.0, asked case by case over one connection. */
export interface ServiceCompliance {
  /** Without credentials. */
  readonly url: string;
  readonly cases: readonly ComplianceCase[];
  readonly messagesSent: number;
  /** Set when the service said that we ask too much: what was not tried by then is `not-tried`. */
  readonly limited: string | null;
}
