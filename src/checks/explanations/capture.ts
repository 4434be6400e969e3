import type { capture } from '../diagnoses/capture.ts';
import type { ExplanationsOf } from './explained.ts';

const device = '/dev/video0';
const holder = { pid: 812, comm: 'ffmpeg', unit: 'camera.service' };
const words = { device, unit: 'camera.service' };
const JOURNAL = "The last words of the publisher's unit in the journal.";

/** The codes of a broken `capture` link. */
export const ofCapture: ExplanationsOf<typeof capture> = {
  'no-publisher': {
    means: 'Nobody takes pictures from this camera.',
    detected: 'No open descriptor in /proc/PID/fd leads to its node.',
    example: { device, path: 'yard' },
  },
  'hook-failed': {
    means: 'The command that MediaMTX should keep running for this path has ended.',
    detected:
      'A runOnInit in the configuration, and no process of MediaMTX that carries the path in MTX_PATH.',
    example: {
      path: 'yard',
      hook: 'runOnInit',
      command: 'ffmpeg -f v4l2 -i /dev/video0 -c:v libx264 -f rtsp rtsp://127.0.0.1:8554/yard',
      restart: false,
      server: { port: 9997, unit: 'mediamtx.service', pid: 700 },
      user: 'mediamtx',
    },
  },
  'device-busy': {
    means: 'Another program has the camera, and a camera can have only one.',
    detected: 'An open descriptor of a process that publishes nothing to MediaMTX.',
    example: { device, holder, command: 'cheese', path: 'yard' },
  },
  'publisher-stopped': {
    means: 'The publisher was stopped and waits for a signal to go on; it keeps device and session.',
    detected: 'State T in /proc/PID/stat.',
    example: holder,
  },
  'publisher-hung': {
    means: 'The publisher is there and does nothing.',
    detected: 'Over three seconds neither CPU time nor context switches, and no byte of its stream.',
    example: { ...holder, restarts: false },
  },
  'publisher-unkillable': {
    means: 'The publisher hangs inside the kernel; only the device can free it.',
    detected: 'State D in /proc/PID/stat throughout the look, without progress.',
    example: holder,
  },
  'publisher-zombie': {
    means: 'The publisher has ended, and its parent has not noticed.',
    detected: 'State Z in /proc/PID/stat.',
    example: holder,
  },
  'mode-not-offered': {
    means: 'The publisher asks for a format, size or rate that the camera does not have.',
    detected: "The publisher's command line against the modes that the device lists.",
    example: { device, asked: '1920x1080 at 60 fps', nearest: '1920x1080 at 30 fps' },
  },
  'wrong-device': {
    means: 'The path shows another camera than it says.',
    detected: "The device that the path's publisher holds against the configured one.",
    example: { path: 'yard', holds: '/dev/video2', expected: device, owner: 'gate', publisher: holder },
  },
  'no-usb-bandwidth': {
    means: 'The USB controller has no room left for this camera.',
    detected: `${JOURNAL} (STREAMON: No space left on device), beside the modes of all cameras on the same bus.`,
    example: words,
  },
  'no-hardware-encoder': {
    means: 'The publisher asks for an encoder that this board does not have.',
    detected: `${JOURNAL} (Could not find a valid device, of h264_v4l2m2m and its like)`,
    example: words,
  },
  'streaming-error': {
    means: 'The stream broke off in the driver.',
    detected: `${JOURNAL} (Input/output error)`,
    example: words,
  },
  'camera-left': {
    means: 'The camera was gone for a moment, and its publisher ended with it.',
    detected: `${JOURNAL} (No such device), while the device is there now.`,
    example: words,
  },
  'mode-changed': {
    means: 'The publisher asks for a mode that the camera does not have, and got another one.',
    detected: "The publisher's command line against the modes that the device lists, and the mode it is in.",
    example: {
      device,
      asked: '1920x1080',
      runs: 'YUYV 1280x720 at 10 fps',
      nearest: 'YUYV 1280x720 at 10 fps',
    },
  },
  'no-such-format': {
    means: 'The publisher asks for a format that the camera does not have.',
    detected: `${JOURNAL} (Invalid argument at VIDIOC_S_FMT)`,
    example: words,
  },
  'device-busy-for-publisher': {
    means: 'Another program had the camera when the publisher wanted it.',
    detected: `${JOURNAL} (Device or resource busy), while no holder is to be seen now.`,
    example: words,
  },
  'publisher-denied': {
    means: 'The publisher was not allowed to open the camera.',
    detected: `${JOURNAL} (Permission denied)`,
    example: words,
  },
};
