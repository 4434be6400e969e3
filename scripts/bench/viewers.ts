import { type HlsPlayback, known, startDemoBox, type WebrtcPlayback } from '../../src/index.ts';
import { checked } from './checked.ts';
import { median } from './program.ts';
import { atMost, type Part } from './row.ts';

const RUNS = 7;

/** How soon viewers are proved to see something. */
export const viewers: Part = async function* () {
  await using box = await startDemoBox({ cameras: 1 });
  const played: HlsPlayback[] = [];
  const watched: WebrtcPlayback[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { sweep } = await checked(box, ['deliver']);
    const [hls, webrtc] = [known(sweep.readings, 'hls', 'cam1'), known(sweep.readings, 'webrtc', 'cam1')];
    if (hls) played.push(hls);
    // The first one also waits until WebRTC is loaded, here and in the stand-in.
    if (webrtc && run > 0) watched.push(webrtc);
  }
  // Our offers hold no candidates: 1.5 s would do for such, 0.5 s for others.
  const first = median(watched.map(({ firstPacketMs }) => firstPacketMs ?? Number.NaN));
  yield atMost('first WebRTC packet after the offer', first / 1000, 's', 0.5);
  const more = median(played.map(({ proofMs, firstMediaMs }) => proofMs - firstMediaMs));
  yield atMost('HLS proof after its first segment', more / 1000, 's', 0.2);
};
