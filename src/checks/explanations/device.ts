import type { device } from '../diagnoses/device.ts';
import type { ExplanationsOf } from './explained.ts';

const path = '/dev/video0';
const usb = {
  port: '1-1.2',
  vendorId: '046d',
  productId: '0825',
  product: 'Camera',
  manufacturer: 'Acme',
  serial: null,
  speedMbps: 480,
  busnum: 1,
  devnum: 5,
};

/** The codes of a broken `device` link. */
export const ofDevice: ExplanationsOf<typeof device> = {
  'device-missing': {
    means: 'A camera that somebody counts on has no device node now.',
    detected:
      'The expected set (configuration, service, MediaMTX, command lines) against /dev and /sys/class/video4linux.',
    example: { device: path, expectedBy: ['configuration'], was: '046d:0825 A1' },
  },
  'device-renumbered': {
    means: 'The camera is there, under another number than somebody wrote down.',
    detected:
      'Vendor, product and serial number on the USB against `expect.usb`; or a number that is gone, beside a camera that has no publisher.',
    example: {
      device: '/dev/video2',
      now: path,
      stable: '/dev/v4l/by-id/usb-Acme_Camera-video-index0',
      certain: true,
    },
  },
  'usb-without-node': {
    means: 'The camera is on the USB, but its driver made no video node.',
    detected: 'A USB interface of class 0e in /sys/bus/usb/devices below which no video4linux entry exists.',
    example: { usb },
  },
  'not-a-device': {
    means:
      'Where the node should be lies an ordinary file: a program wrote to the name while the camera was away.',
    detected: 'The type of the file.',
    example: { path },
  },
  'not-a-capture-node': {
    means: 'The node belongs to a camera, but delivers metadata or takes pictures instead of giving them.',
    detected: 'The device_caps that VIDIOC_QUERYCAP answers.',
    example: { path: '/dev/video1', why: 'metadata only', better: path },
  },
  'camera-twice': {
    means: 'The configuration has the same device as two cameras.',
    detected: "A declared camera without a path of its own, whose publisher feeds another camera's path.",
    example: { camera: 'gate', device: path, path: 'yard' },
  },
  'no-producer': {
    means: 'A loopback device without a program that writes pictures to it.',
    detected: 'Driver v4l2 loopback, and device_caps without VIDEO_CAPTURE.',
    example: { path },
  },
  'needs-libcamera': {
    means: 'A raw sensor on a CSI cable, which needs libcamera to make pictures.',
    detected: 'The driver (unicam, rp1-cfe) and its Bayer formats.',
    example: { path, driver: 'unicam', stream: 'yard' },
  },
  'other-camera': {
    means: 'Another camera is plugged in where this one was when the configuration was written.',
    detected: 'Vendor, product and serial number on the USB against `expect.usb` of the camera.',
    example: { camera: 'front-door', path, expected: '046d:0825 A1', actual: '046d:0825 B2', owner: 'yard' },
  },
  'device-denied': {
    means: "The publisher's user may not open the device.",
    detected: "The node's owner, group and mode against the user and groups of the publisher.",
    example: { path, user: 'camera', group: 'video', mode: '660', byGroup: true, unit: 'camera.service' },
  },
  'device-closed-to-camproof': {
    means: 'camproof itself may not open the device; whether the publisher may is another question.',
    detected: 'open() was denied to camproof.',
    example: { path, group: 'video' },
  },
  'driver-hangs': {
    means: 'The driver does not answer the plainest question.',
    detected: 'A read-only ioctl in a helper process did not return in time, and the helper was killed.',
    example: { path, message: 'VIDIOC_QUERYCAP did not return', driver: 'uvcvideo' },
  },
  'device-gone': {
    means: 'The node is still there, the device behind it is not.',
    detected: 'open() or an ioctl gave ENODEV, ENXIO or EIO.',
    example: { path, message: 'ENODEV' },
  },
  'no-signal': {
    means: 'The device works, nothing arrives at its input.',
    detected: 'The input status of VIDIOC_ENUMINPUT (no signal, no power, no sync).',
    example: { path, status: 'no signal' },
  },
  'device-asleep': {
    means: 'USB power saving has suspended a camera that a process holds.',
    detected: 'power/runtime_status of its USB device in /sys, while a descriptor leads to the node.',
    example: { path, control: '/sys/bus/usb/devices/1-1.2/power/control', usb, fed: false },
  },
};
