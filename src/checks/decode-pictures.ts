import type { Camera } from '../cameras/cameras.ts';
import { publisherOf } from '../cameras/publisher.ts';
import { type Finding, faultIn, known, reading, type Sweep, videoOf } from '../model/index.ts';
import { type Check, streamSubject } from './check.ts';
import { entryOf } from './diagnoses/declare.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, lookAt, type Make, sawFault } from './finding.ts';
import { judgePictures, type Witnesses } from './judge-pictures.ts';
import { rtspIsOff, serverGone } from './mediamtx-facts.ts';
import { isIdleOnDemand, sleeps } from './on-demand.ts';

/** Do the pictures show something, and does it live? */
export const decodePictures: Check = {
  id: 'decode-pictures',
  title: 'pictures neither black nor frozen',
  link: 'decode',
  weight: 'essential',
  needs: [
    'rtsp',
    'pictures',
    'progress',
    'processes',
    'mediamtx.config',
    'mediamtx.paths',
    'mediamtx.pathConfigs',
  ],
  judge: ({ sweep, cameras, earlier }) => {
    const server = serverGone(earlier);
    return cameras.flatMap((camera) =>
      camera.streams.map((stream) => {
        const { path } = stream;
        const subject = streamSubject(camera, stream);
        const make = about('decode-pictures', subject);
        if (sweep.expectations.options.passive)
          return make.off('no stream was opened (--passive)', 'not-asked');
        if (rtspIsOff(sweep))
          return make.unknown(
            'RTSP is off, so no picture was looked at',
            'not-seen',
            [],
            diagnose('pictures-need-rtsp', {}),
          );
        if (server) return make.blocked(server.checkId);
        const from = reading(sweep.readings, 'pictures', path);
        const unread = earlier.some(
          (one) => one.checkId === 'decode' && one.subject === subject && one.status === 'fail',
        );
        if (unread && !from?.ok) return make.blocked('decode');
        // Pictures are of what the reader read: without that they are of another time.
        if (!from || !reading(sweep.readings, 'rtsp', path)?.ok)
          return notLookedAt(sweep, camera, path, make);
        if (faultIn(sweep.readings, 'pictures', path)?.code === 'tool-missing')
          return make.unknown(
            'there is no ffmpeg to decode it with',
            'probe-failed',
            [],
            diagnose('no-decoder', {}),
          );
        if (from.ok === false && from.fault.code === 'tool-failed')
          return make.unknown(
            'ffmpeg could not decode it',
            'probe-failed',
            [sawFault(from, 'ffmpeg')],
            diagnose('decoder-broken', { message: from.fault.message }),
          );
        const sight = lookAt(sweep, 'pictures', make, 'the pictures', path);
        return sight.clear
          ? judgePictures(sight.reading, witnessesOf(sweep, camera, path), make)
          : sight.unknown;
      }),
    );
  },
};

function notLookedAt(sweep: Sweep, camera: Camera, path: string, make: Make): Finding {
  if (!reading(sweep.readings, 'rtsp', path) && isIdleOnDemand(sweep, path))
    return sleeps(sweep, make, camera);
  const sight = lookAt(sweep, 'rtsp', make, 'the stream', path);
  if (!sight.clear) return sight.unknown;
  const { video } = sight.value;
  if (video?.keyFrames === null)
    return make.unknown(`pictures of ${videoOf(sight.value)?.codec} are not looked at`, 'not-seen');
  if ((video?.keyFrames ?? 0) > 0)
    return make.unknown('its pictures were not reached in time', 'not-reached');
  return make.unknown('no key frame came, so no picture was seen', 'not-seen');
}

function witnessesOf(sweep: Sweep, camera: Camera, path: string): Witnesses {
  const holders = known(sweep.readings, 'processes')?.processes.filter(({ devices }) =>
    devices.some((device) => camera.nodes.some((node) => node.path === device)),
  );
  const still = holders?.find(({ pid }) => {
    const progress = known(sweep.readings, 'progress', String(pid));
    return progress !== undefined && progress.cpuMs === 0 && progress.switches === 0;
  });
  return {
    path,
    camera: entryOf(camera, path),
    publisher: publisherOf(sweep, camera) ?? null,
    motion: camera.declared?.expect?.motion,
    stalled: still ? `pid ${still.pid} ${still.comm} stands still` : null,
    lost: known(sweep.readings, 'rtsp', path)?.video?.lost ?? 0,
    device: camera.node?.path ?? null,
  };
}
