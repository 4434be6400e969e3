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
/** A link of the chain. */
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
  /** What was looked at: `progress`, `mode`. */
  readonly label: string;
  /** In words, where something certain was expected. */
  readonly expected?: string;
  /** What was seen instead, or as expected, in words. */
  readonly actual: string;
  readonly source: string;
  /** ISO 8601 time of the observation. */
  readonly at?: string;
}

/** What to do next. `argv` comes from the one table of command templates and is never handed to a shell. */
export interface NextStep {
  /** What to do, or what the command does. */
  readonly text: string;
  /** Absent where words are all there is. */
  readonly argv?: readonly string[];
  /** Who has to run it: root, or whoever ran camproof. */
  readonly privilege?: 'root' | 'same';
}

/** The cause behind a `fail`, `warn` or `unknown`, under a stable code from the table of diagnoses. */
export interface Diagnosis {
  /** `publisher-stopped`: what `camproof explain` takes, and docs/diagnoses.md lists. */
  readonly code: string;
  /** In a sentence, with the names and numbers of this box. */
  readonly cause: string;
  readonly confidence: 'certain' | 'likely';
  /** At least one; the first is to be tried first. */
  readonly nextSteps: readonly NextStep[];
}

/**
 * One judgement. `subject` is `box`, a camera's id, or `camera/path` for what exists per stream.
 * `becauseOf` names the check (and subject) behind a `blocked`; `reason` belongs to `unknown` and `off`.
 */
export interface Finding {
  /** As docs/checks.md lists it. */
  readonly checkId: string;
  readonly subject: string;
  readonly status: Status;
  /** One line in words, without the subject. */
  readonly summary: string;
  /** What it rests on; a `fail` has some. */
  readonly evidence: readonly Evidence[];
  /** `likely`: a pass that rests on weaker evidence, and says so in its summary. */
  readonly confidence?: 'certain' | 'likely';
  readonly diagnosis?: Diagnosis;
  readonly becauseOf?: string;
  readonly reason?: Reason;
}

/** A finding as it stands in a report, with what its check is. */
export interface JudgedFinding extends Finding {
  /** What the check proves, in words. */
  readonly title: string;
  /** The link it is about; null for what is of the box. */
  readonly link: Link | null;
  /** An `unknown` that is advisory does not change the verdict. */
  readonly weight: 'essential' | 'advisory';
}

/** What is told at length: what is broken, what will hurt, and what could not be told although it is essential. */
export const needsAttention = ({ status, weight }: Pick<JudgedFinding, 'status' | 'weight'>): boolean =>
  status === 'fail' || status === 'warn' || (status === 'unknown' && weight === 'essential');

/** One camera's chain: the worst status of each link, and the first broken link. */
export interface CameraChain {
  /** The name in the configuration, else what identifies the device, else its path in MediaMTX. */
  readonly id: string;
  /** The node it has now (`/dev/video0`), or null for a network source or a missing device. */
  readonly device: string | null;
  /** Its paths in MediaMTX. */
  readonly streams: readonly string[];
  /** Who expects this camera: `configuration`, `device`, `service`, … */
  readonly expectedBy: readonly string[];
  readonly links: Readonly<Record<Link, Status>>;
  /** Bytes arrive, and nothing essential is broken. */
  readonly proved: boolean;
  /** Of how many of its links it was proved that they work. */
  readonly linksProved: number;
  /** The first that failed: in the line of the first six, else of the others. */
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

/** Which box was looked at, and by whom. */
export interface BoxIdentity {
  readonly hostname: string;
  /** Of /etc/machine-id. */
  readonly machineId: string | null;
  /** Another one after each start of the machine. */
  readonly bootId: string | null;
  /** `6.1.0-13-amd64`. */
  readonly kernel: string;
  /** `Debian GNU/Linux 12 (bookworm)`. */
  readonly os: string;
  /** Who ran camproof. */
  readonly user: string;
  /** True when camproof could read every process's descriptors (root). */
  readonly privileged: boolean;
  /** True only inside `camproof demo`, whose devices are made up. */
  readonly simulated: boolean;
  readonly camproofVersion: string;
}

/** What a sweep proves, as plain JSON: docs/report.schema.json. */
export interface Report {
  readonly schema: 1;
  readonly box: BoxIdentity;
  /** Version of what was asked, by name (`MediaMTX`, `camera service`), where it told. */
  readonly software?: Readonly<Record<string, string>>;
  /** When the sweep began, ISO 8601, and how long it took. */
  readonly startedAt: string;
  readonly tookMs: number;
  readonly expected: ExpectedCameras;
  readonly cameras: readonly CameraChain[];
  /** In the causal order of the checks. */
  readonly findings: readonly JudgedFinding[];
  /** How many findings have each status. */
  readonly counts: Readonly<Record<Status, number>>;
  /** The worst of fail > unknown > warn > pass over essential findings; of advisory ones failures and warnings count. */
  readonly verdict: 'pass' | 'warn' | 'fail' | 'unknown';
  /** The verdict in words: `4 of 4 cameras in order, 8 of 8 links proved`; `at fault: MediaMTX API; 2 of 4 cameras in order, 1 could not be told`. */
  readonly headline: string;
  /** What more privilege would prove, in one line; null when there is nothing. */
  readonly couldProveMore: string | null;
}
