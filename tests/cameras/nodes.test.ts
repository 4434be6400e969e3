import { describe, expect, it } from 'vitest';
import { nodeKind } from '../../src/cameras/nodes.ts';
import type { NodeCapabilities, VideoNode } from '../../src/model/index.ts';
import { node } from '../support/sweeps.ts';
import { format, opened } from './opened.ts';

describe('nodeKind', () => {
  it.each<[string, Partial<VideoNode>, Partial<NodeCapabilities> | null, string]>([
    ['a UVC capture node', {}, { deviceCaps: 0x0420_0001 }, 'camera'],
    ['its metadata node', { index: 1 }, { deviceCaps: 0x04a0_0000 }, 'metadata'],
    ['a multi-planar camera', { driver: 'vivid' }, { driver: 'vivid', deviceCaps: 0x0420_1000 }, 'camera'],
    ['an output', { driver: 'vivid' }, { driver: 'vivid', deviceCaps: 0x0420_0002 }, 'output'],
    ['a metadata output', { driver: 'vivid' }, { driver: 'vivid', deviceCaps: 0x0c20_0000 }, 'metadata'],
    ['a radio with a video node', {}, { deviceCaps: 0x0001_0000 }, 'other'],
    ['an unknown codec', { driver: 'acme-vpu' }, { driver: 'acme-vpu', deviceCaps: 0x0420_4000 }, 'codec'],
    ['a known codec by sysfs', { driver: 'bcm2835_codec' }, null, 'codec'],
    ['a known codec by its card', { driver: null, card: 'bcm2835-isp-capture0' }, null, 'codec'],
    ['a camera with a codec in its name', { card: 'coda Webcam' }, null, 'camera'],
    ['a decoder that captures', { driver: 'rkvdec' }, { driver: 'rkvdec', deviceCaps: 0x0420_1000 }, 'codec'],
    ['a raw receiver by sysfs', { driver: 'rp1-cfe' }, null, 'csi'],
    [
      'a raw receiver that also carries metadata',
      { driver: 'unicam' },
      { driver: 'unicam', deviceCaps: 0x0480_0001, formats: [format('pBAA'), format('BA10')] },
      'csi',
    ],
    [
      'a receiver behind an HDMI bridge',
      { driver: 'unicam' },
      { driver: 'unicam', deviceCaps: 0x0400_0001, formats: [format('UYVY')] },
      'camera',
    ],
    [
      'a piece of a media pipeline',
      { driver: 'intel-ipu6' },
      { driver: 'isys', deviceCaps: 0x2400_0001, formats: [format('BA10')] },
      'csi',
    ],
    ['a loopback without a producer', {}, { driver: 'v4l2 loopback', deviceCaps: 0x0520_0002 }, 'output'],
    ['a plain file', { file: 'not-a-device' }, null, 'not-a-device'],
    ['a node that is not in /dev', { file: 'missing' }, null, 'missing'],
    ['a codec that is not in /dev', { file: 'missing', driver: 'rpivid' }, null, 'codec'],
    ['the second stream of a UVC camera', { index: 2 }, null, 'camera'],
    ['an unopened metadata node', { index: 3 }, null, 'metadata'],
  ])('%s', (_, of, answer, kind) => {
    const judged = nodeKind(node(0, of), answer ? opened(answer) : undefined);
    expect(judged.kind).toBe(kind);
    expect(judged.why).not.toBe('');
  });
});
