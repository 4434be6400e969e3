import { type Check, streamSubject } from './check.ts';
import { about } from './finding.ts';

/** A proof that a later version makes; until then it is `off` in every report, and its link is counted out. */
const notBuilt = (check: Pick<Check, 'id' | 'title' | 'link'>, summary: string): Check => ({
  ...check,
  weight: 'essential',
  needs: [],
  judge: ({ cameras }) =>
    cameras.flatMap((camera) =>
      camera.streams.map((stream) =>
        about(check.id, streamSubject(camera, stream)).off(summary, 'not-built'),
      ),
    ),
});

export const decodePictures = notBuilt(
  { id: 'decode-pictures', title: 'pictures neither black nor frozen', link: 'decode' },
  'pictures are not looked at by this version',
);
