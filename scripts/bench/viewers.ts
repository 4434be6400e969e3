import { checkBox, known, startDemoBox } from '../../src/index.ts';
import { atMost, type Part } from './row.ts';

/** How soon viewers are proved to see something. */
export const viewers: Part = async function* () {
  await using box = await startDemoBox({ cameras: 1 });
  const { config, devices } = box;
  const look = () => checkBox({ config, devices, options: { only: ['deliver'] } });
  // The first one also loads WebRTC, here and in the stand-in.
  await look();
  const { sweep } = await look();
  const played = known(sweep.readings, 'hls', 'cam1');
  const watched = known(sweep.readings, 'webrtc', 'cam1');
  yield atMost(
    'first WebRTC packet after the offer',
    (watched?.firstPacketMs ?? Number.NaN) / 1000,
    's',
    0.5,
  );
  // Parts of low-latency HLS are 0.2 s long, the stand-in's segments 0.4 s.
  const bound = box.media.kind === 'mediamtx' ? 0.3 : 0.6;
  yield atMost(
    'HLS proof after its first segment',
    ((played?.proofMs ?? Number.NaN) - (played?.firstMediaMs ?? Number.NaN)) / 1000,
    's',
    bound,
  );
};
