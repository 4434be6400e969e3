import type { DemoBox } from '../box.ts';
import type { MediaServerOptions } from '../media/media-server.ts';

/** A finding that a fault has to cause. `*` as subject stands for every camera. */
export interface ExpectedFinding {
  readonly subject: string;
  readonly check: string;
  readonly code: string;
}

/** A way to break the demo box for real, and exactly the `fail` findings that have to follow. */
export interface DemoFault {
  readonly id: string;
  readonly link: string;
  readonly describes: string;
  readonly expect: readonly ExpectedFinding[];
  /** What has to stand in the report although nothing is proved broken: `subject check status`. */
  readonly shows?: readonly string[];
  /** How the media server has to be started for it. */
  readonly server?: Pick<Partial<MediaServerOptions>, 'server' | 'readTimeoutSeconds'>;
  /** Only one generation can have it. */
  readonly generation?: 'old' | 'new';
  break(box: DemoBox): Promise<void>;
  /** Puts it right again. */
  mend(box: DemoBox): Promise<void>;
}
