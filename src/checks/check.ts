import type { Camera, CameraStream } from '../cameras/cameras.ts';
import { type Finding, isOfCamera, type Link, type ReadingKind, type Sweep } from '../model/index.ts';

/** What a check judges: the sweep, the expected set made of it, and what earlier checks found. */
export interface View {
  readonly sweep: Sweep;
  /** The cameras that were asked for. */
  readonly cameras: readonly Camera[];
  /** Findings of the checks before this one, in causal order and with `blocked` already in place. */
  readonly earlier: readonly Finding[];
}

/** Judges and never touches the world. One file each; `id` is the file's name. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** The link it decides; null for box-wide checks. */
  readonly link: Link | null;
  readonly weight: 'essential' | 'advisory';
  /** The kinds of reading it rests on. */
  readonly needs: readonly ReadingKind[];
  judge(view: View): readonly Finding[];
}

/** The subject of findings about one stream of a camera; the camera's id alone when it has only one. */
export function streamSubject(camera: Camera, stream: CameraStream): string {
  return camera.streams.length > 1 ? `${camera.id}/${stream.path}` : camera.id;
}

/** Findings of one camera: its own and those of its streams. */
export const concerns = ({ subject }: Pick<Finding, 'subject'>, { id, streams }: Camera): boolean =>
  subject.startsWith(id) && isOfCamera(subject, { id, streams: streams.map(({ path }) => path) });
