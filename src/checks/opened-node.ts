import type { Camera } from '../cameras/cameras.ts';
import {
  counted,
  type Finding,
  faultIn,
  known,
  type ProcessInfo,
  reading,
  type Sweep,
  type VideoNode,
} from '../model/index.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, isOverloaded, lookAt, saw, sawFault } from './finding.ts';
import { isFed } from './mediamtx-facts.ts';

/** What the opened node says. */
export function answers(sweep: Sweep, camera: Camera, node: VideoNode): Finding {
  const make = about('device', camera.id);
  const opened = reading(sweep.readings, 'capabilities', node.path);
  const fault = faultIn(sweep.readings, 'capabilities', node.path);
  if (opened && !opened.ok && !isOverloaded(sweep, opened)) {
    const held = heldBy(sweep, node);
    if (held && opened.fault.code !== 'timeout' && opened.fault.code !== 'absent') {
      return make.likely(`${node.path}, held by pid ${held.pid} ${held.comm}`, [
        sawFault(opened, 'opening it ourselves'),
      ]);
    }
    const { message } = opened.fault;
    if (fault?.code === 'timeout') {
      const diagnosis = diagnose('driver-hangs', { path: node.path, message, driver: node.driver });
      // Who holds it since before gets pictures all the same, until it has to open it anew.
      return held && isFed(sweep, camera)
        ? make.warn('the driver answers its publisher only', [sawFault(opened)], diagnosis)
        : make.fail('the driver does not answer', [sawFault(opened)], diagnosis);
    }
    if (fault?.code === 'absent') {
      return make.fail(
        'the device behind the node is gone',
        [sawFault(opened)],
        diagnose('device-gone', { path: node.path, message }),
      );
    }
    if (fault?.code === 'denied') {
      const closed = diagnose('device-closed-to-camproof', { path: node.path, group: node.group });
      return make.unknown('camproof may not open it', 'no-privilege', [sawFault(opened)], closed);
    }
  }
  const sight = lookAt(sweep, 'capabilities', make, 'the device', node.path);
  if (!sight.clear) return sight.unknown;
  const { card, current, inputStatus, formats } = sight.value;
  const evidence = [
    saw('card', `${card}, driver ${sight.value.driver}, ${counted(formats.length, 'format')}`, sight.reading),
    ...(current
      ? [
          saw(
            'current mode',
            `${current.fourcc} ${current.width}x${current.height} ${current.fps ?? '?'} fps`,
            sight.reading,
          ),
        ]
      : []),
  ];
  if (inputStatus.length > 0) {
    const status = inputStatus.join(', ');
    const facts = { path: node.path, status };
    return make.fail(
      `input: ${status}`,
      [saw('input status', status, sight.reading, 'a signal'), ...evidence],
      diagnose('no-signal', facts),
    );
  }
  const asleep = suspendedWhileHeld(sweep, camera, node);
  if (asleep) return asleep;
  return make.pass(`${node.path} ${card}`, evidence);
}

/** The process that holds a node open, as far as that can be seen. */
export function heldBy(sweep: Sweep, node: VideoNode): ProcessInfo | undefined {
  return known(sweep.readings, 'processes')?.processes.find(({ devices }) => devices.includes(node.path));
}

/** Power saving has put the camera to sleep that a process holds. */
function suspendedWhileHeld(sweep: Sweep, camera: Camera, node: VideoNode): Finding | null {
  const inventory = reading(sweep.readings, 'devices');
  if (!inventory || node.runtimeStatus !== 'suspended' || !heldBy(sweep, node)) return null;
  const evidence = [
    saw('power/runtime_status', 'suspended', inventory, 'active while a process has it open'),
  ];
  const control = `${node.usb ? `/sys/bus/usb/devices/${node.usb.port}` : (node.parent ?? '/sys/…')}/power/control`;
  return about('device', camera.id).warn(
    'power saving: asleep while in use',
    evidence,
    diagnose('device-asleep', { path: node.path, control, usb: node.usb, fed: isFed(sweep, camera) }),
  );
}
