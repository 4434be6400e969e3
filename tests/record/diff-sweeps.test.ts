import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import type { Sweep } from '../../src/model/index.ts';
import { diffSweeps } from '../../src/record/diff-sweeps.ts';
import {
  change,
  expecting,
  healthyBox,
  made,
  node,
  stream,
  without,
  withReading,
} from '../support/sweeps.ts';

const moment = (sweep: Sweep) => ({ sweep, report: judge(sweep) });
const changes = (before: Sweep, after: Sweep) => diffSweeps(moment(before), moment(after));
const declared = (sweep: Sweep) =>
  expecting(sweep, { cameras: [{ name: 'yard', device: '/dev/v4l/by-path/x', paths: ['cam0'] }] });

describe('the difference between two sweeps', () => {
  it('is none between a box and itself', () => {
    expect(changes(healthyBox(2), healthyBox(2))).toEqual([]);
  });

  it('is a camera that came or went', () => {
    const gone = { subject: 'usb-Acme_Cam_1', what: 'camera', before: '/dev/video1', after: null };
    expect(changes(healthyBox(2), healthyBox(1))).toContainEqual(gone);
    expect(changes(healthyBox(1), healthyBox(2))).toContainEqual({
      ...gone,
      before: null,
      after: '/dev/video1',
    });
  });

  it('is another number for the same camera, and another camera under the same name', () => {
    const at = (path: string, serial: string) =>
      change(declared(healthyBox(1)), 'devices', (inventory) => ({
        ...inventory,
        nodes: inventory.nodes.map((one) => ({
          ...one,
          path,
          byPath: ['/dev/v4l/by-path/x'],
          usb: { ...(node(0).usb ?? { port: '1', vendorId: '1', productId: '2' }), serial } as typeof one.usb,
        })),
      }));
    const told = changes(at('/dev/video0', 'A'), at('/dev/video4', 'B'));
    expect(told).toContainEqual({
      subject: 'yard',
      what: 'device',
      before: '/dev/video0',
      after: '/dev/video4',
    });
    expect(told.find(({ what }) => what === 'USB identity')).toMatchObject({
      before: expect.stringMatching(/ A$/),
      after: expect.stringMatching(/ B$/),
    });
  });

  it('is a mode, but not a frame rate that merely wavers', () => {
    const { media, video } = stream(0);
    const streamOf = (fps: number, width: number) =>
      stream(0, { media: media.map((one) => ({ ...one, width })), video: video && { ...video, fps } });
    const at = (fps: number, width: number) =>
      withReading(healthyBox(1), 'rtsp', 'cam0', made(streamOf(fps, width)));
    expect(changes(at(15, 640), at(14.6, 640))).toEqual([]);
    expect(changes(at(15, 640), at(10, 640))).toContainEqual({
      subject: 'usb-Acme_Cam_0',
      what: 'frame rate',
      before: '15.0 fps',
      after: '10.0 fps',
    });
    expect(changes(at(15, 640), at(15, 1280)).map(({ what }) => what)).toContain('size');
  });

  it('is a version, a reboot and a verdict', () => {
    const later: Sweep = { ...healthyBox(1), box: { ...healthyBox(1).box, kernel: '7.1', bootId: 'other' } };
    const told = changes(healthyBox(1), without(later, 'rtsp')).map(({ what }) => what);
    expect(told).toEqual(expect.arrayContaining(['kernel', 'boot', 'verdict', 'decode']));
  });

  it('is a link, with the reason where it broke', () => {
    const broken = change(healthyBox(1), 'processes', (table) => ({
      ...table,
      processes: table.processes.filter(({ devices }) => devices.length === 0),
    }));
    expect(changes(healthyBox(1), broken)).toContainEqual({
      subject: 'usb-Acme_Cam_0',
      what: 'capture',
      before: 'pass',
      after: 'fail: no process holds the device',
    });
  });
});
