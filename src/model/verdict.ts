/**
 * What camproof says: statuses, findings and the report made of them.
 *
 * - `pass` proved; `warn` works, but will hurt; `fail` proved broken;
 * - `blocked` not judged, because an earlier link broke; `unknown` could not be told; `off` not judged, with a reason.
 */
export type Status = 'pass' | 'warn' | 'fail' | 'blocked' | 'unknown' | 'off';

/** Is it proved, whether or not it will hurt? */
export const works = (status: Status): boolean => status === 'pass' || status === 'warn';

/** The eight links from the sensor to the viewer and to those who report on it, in causal order. */
export const LINKS = [
  'device',
  'capture',
  'publish',
  'ready',
  'decode',
  'deliver',
  'service',
  'health',
] as const;
export type Link = (typeof LINKS)[number];

/** Why something is `off`, or why it is `unknown`: stable words that machines may match. */
export type Reason =
  | 'declared-off'
  | 'not-configured'
  | 'not-asked'
  | 'not-built'
  | 'on-demand'
  | 'no-privilege'
  | 'probe-failed'
  | 'stale'
  | 'overloaded'
  | 'not-reached'
  | 'needs-authentication'
  | 'not-seen';

/** One observed fact that a verdict rests on. `source` is what a technician could run or read again. */
export interface Evidence {
  readonly label: string;
  readonly expected?: string;
  readonly actual: string;
  readonly source: string;
  /** ISO 8601 time of the observation. */
  readonly at?: string;
}

/** What to do next. `argv` comes from the one table of command templates and is never handed to a shell. */
export interface NextStep {
  readonly text: string;
  readonly argv?: readonly string[];
  readonly privilege?: 'root' | 'same';
}

/** The cause behind a `fail`, `warn` or `unknown`, under a stable code from the table of diagnoses. */
export interface Diagnosis {
  readonly code: string;
  readonly cause: string;
  readonly confidence: 'certain' | 'likely';
  readonly nextSteps: readonly NextStep[];
}

/**
 * One judgement. `subject` is `box`, a camera's id, or `camera/path` for what exists per stream.
 * `becauseOf` names the check (and subject) behind a `blocked`; `reason` belongs to `unknown` and `off`.
 */
export interface Finding {
  readonly checkId: string;
  readonly subject: string;
  readonly status: Status;
  /** One line in words, without the subject. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  /** `likely`: a pass that rests on weaker evidence, and says so in its summary. */
  readonly confidence?: 'certain' | 'likely';
  readonly diagnosis?: Diagnosis;
  readonly becauseOf?: string;
  readonly reason?: Reason;
}

/** A finding as it stands in a report, with what its check is. */
export interface JudgedFinding extends Finding {
  readonly title: string;
  readonly link: Link | null;
  readonly weight: 'essential' | 'advisory';
}

/** One camera's chain: the worst status of each link, and the first broken link. */
export interface CameraChain {
  readonly id: string;
  /** The node it has now (`/dev/video0`), or null for a network source or a missing device. */
  readonly device: string | null;
  readonly streams: readonly string[];
  /** Who expects this camera: `configuration`, `device`, `service`, … */
  readonly expectedBy: readonly string[];
  readonly links: Readonly<Record<Link, Status>>;
  /** Of how many links that apply to this camera it was proved that they work. */
  readonly proved: boolean;
  readonly linksProved: number;
  readonly firstBroken: Link | null;
  /** The first broken link in words, or what was proved (`1280x720 H264 25 fps`). */
  readonly headline: string;
  /** Measured figures for panels, where known. Units: frames per second, bits per second. */
  readonly figures: {
    readonly fps: number | null;
    readonly bitrate: number | null;
    readonly codec: string | null;
    readonly size: string | null;
  };
}

/** How many cameras were expected, and by whom. */
export interface ExpectedCameras {
  readonly count: number;
  readonly by: readonly { readonly source: string; readonly count: number }[];
}

export interface BoxIdentity {
  readonly hostname: string;
  readonly machineId: string | null;
  readonly bootId: string | null;
  readonly kernel: string;
  readonly os: string;
  readonly user: string;
  /** True when camproof could read every process's descriptors (root). */
  readonly privileged: boolean;
  /** True only inside `camproof demo`, whose devices are made up. */
  readonly simulated: boolean;
  readonly camproofVersion: string;
}

export interface Report {
  readonly schema: 1;
  readonly box: BoxIdentity;
  /** Version of what was asked, by name (`MediaMTX`, `camera service`), where it told. */
  readonly software?: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly tookMs: number;
  readonly expected: ExpectedCameras;
  readonly cameras: readonly CameraChain[];
  readonly findings: readonly JudgedFinding[];
  readonly counts: Readonly<Record<Status, number>>;
  readonly verdict: 'pass' | 'warn' | 'fail' | 'unknown';
  /** The verdict in words: `4 of 4 cameras in order, 8 of 8 links proved`; `2 of 4 cameras in order, 1 could not be told, the box has faults`. */
  readonly headline: string;
  /** What more privilege would prove, in one line; null when there is nothing. */
  readonly couldProveMore: string | null;
}
