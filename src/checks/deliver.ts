import { type Check, streamSubject } from './check.ts';
import { about } from './finding.ts';

/** Can a viewer play it over HLS and WebRTC? Not built yet, and counted out of every verdict. */
export const deliver: Check = {
  id: 'deliver',
  title: 'a viewer can play it',
  link: 'deliver',
  weight: 'essential',
  needs: [],
  judge: ({ cameras }) =>
    cameras.flatMap((camera) =>
      camera.streams.map((stream) =>
        about('deliver', streamSubject(camera, stream)).off(
          'HLS and WebRTC are not proved by this version',
          'not-built',
        ),
      ),
    ),
};
