import { describe, expect, it } from 'vitest';
import { BOX } from '../../../src/model/index.ts';
import { rtspBase } from '../../../src/probes/rtsp/open.ts';
import { below, viewerBase } from '../../../src/probes/viewer/viewer.ts';
import { healthyBox, made } from '../../support/sweeps.ts';
import { configFor } from '../mediamtx/observe.ts';

const config = configFor({ url: 'http://10.0.0.5:9997' });
const told = (over: object) => {
  const before = healthyBox(1).readings['mediamtx.config']?.[BOX];
  if (!before?.ok) throw new Error('the box tells no configuration');
  return { 'mediamtx.config': { [BOX]: made({ ...before.value, ...over }) } };
};

describe('where viewers go', () => {
  it('is what is configured', () => {
    const own = configFor({ url: 'http://10.0.0.5:9997', hlsUrl: 'https://box.example/hls/' });
    expect(viewerBase('hls', own, told({}))).toBe('https://box.example/hls');
  });

  it('is what MediaMTX tells, on the host of its API where it listens everywhere', () => {
    expect(viewerBase('hls', config, told({ hlsAddress: ':18888' }))).toBe('http://10.0.0.5:18888');
    expect(viewerBase('webrtc', config, told({ webrtcAddress: '10.0.0.9:1', webrtcEncryption: true }))).toBe(
      'https://10.0.0.9:1',
    );
  });

  it('is the usual port where nobody tells', () => {
    expect(viewerBase('hls', config, {})).toBe('http://10.0.0.5:8888');
    expect(viewerBase('webrtc', config, {})).toBe('http://10.0.0.5:8889');
  });

  it('is on the host that viewers use, for every protocol', () => {
    const viewer = { ...config, viewerHost: 'box.local' };
    expect(viewerBase('hls', viewer, told({ hlsAddress: '127.0.0.1:8888' }))).toBe('http://box.local:8888');
    expect(viewerBase('webrtc', viewer, {})).toBe('http://box.local:8889');
    expect(rtspBase(viewer, told({}))).toBe('rtsp://box.local:8554');
  });

  it('keeps the slashes of a path and nothing else', () => {
    expect(below('http://x', 'yard/main ?')).toBe('http://x/yard/main%20%3F');
  });
});
