import { type BoxScenario, looksSoFar, played, throughPipe, wholeChain } from './chain.ts';
import { ioctls } from './disturbance.ts';
import { enumeration, kinds } from './enumeration.ts';
import { faults } from './faults.ts';
import { commandEnds, hanging } from './hanging.ts';
import { hotplug } from './hotplug.ts';
import { loopback } from './loopback.ts';
import { wrongModes } from './modes.ts';
import { permission } from './permission.ts';
import type { Facts, Scenario } from './scenario.ts';
import { unprivileged } from './unprivileged.ts';
import { usbFacts, usbReplugged, usbSleep, usbTrouble } from './usb.ts';
import { hotplugWatched } from './watched.ts';
import type { Witnesses } from './witness.ts';

/** What is tried on as many devices as vivid can have. */
export const crowdScenarios: Readonly<Record<string, Scenario>> = {
  'enumeration equals v4l2-ctl on every node': enumeration,
};

/** What is tried on a few bare devices, in this order, in the same boot. */
export const nodeScenarios: Readonly<Record<string, Scenario>> = {
  'only capture nodes are cameras, and the others, codecs too, say why': kinds,
  'a mode that the device has not is told with the nearest one': wrongModes,
  'the helper asks the kernel for reads only': ioctls,
  'a user without the group is told so': permission,
  'drivers that hang cost their deadline, and a helper that cannot be killed is named': hanging,
  'the command goes on with the other devices and ends': commandEnds,
  'cameras that come and go are seen within a second': hotplug,
  'a loopback device is a camera while a program writes to it': loopback,
  'a USB camera is told with maker, serial number, speed and modes': usbFacts,
  'a sleeping USB camera is not woken by being listed': usbSleep,
  'a USB camera without a node is told': usbTrouble,
  'a USB camera that comes and goes is the same one, and its port is named': usbReplugged,
};

/** What is tried on a whole box with three real cameras, in this order, in another boot. */
export const boxScenarios: Readonly<Record<string, BoxScenario>> = {
  'every link of every camera is proved': wholeChain,
  'a camera that reaches its publisher through a pipe is joined by the kernel': throughPipe,
  'without privilege, what could not be seen is unknown and nothing is guessed': unprivileged,
  ...faults,
  'a viewer can play a real camera': played,
};

/** What is tried last: after it the devices have other numbers. */
export const lastScenarios: Readonly<Record<string, BoxScenario>> = {
  'a monitor is told of cameras that are pulled out, and knows them again': hotplugWatched,
};

/** Proved by whoever read frames during all scenarios of the box. */
export const witnessScenarios: Readonly<Record<string, (witnesses: Witnesses) => Promise<Facts>>> = {
  'whoever streams loses no frame by being looked at, all the time': (witnesses) =>
    witnesses.testify(looksSoFar()),
  'a look that disturbed would be seen to': (witnesses) => witnesses.disturb(),
};

/** Scenarios that break something for real, by the first words of their names, and the rows of the catalogue that are it. */
export const FAULTS: Readonly<Record<string, readonly number[]>> = {
  'only capture nodes are cameras': [5, 6],
  'a user without the group': [3],
  'drivers that hang': [],
  'the command goes on': [],
  'a USB camera without a node': [1],
  'a USB camera that comes and goes': [10],
  'the second owner of a device': [4],
  'a publisher without the group': [3],
  'a stall of the camera': [30],
  'a fatal streaming error': [9],
  'an input without a signal': [],
  'a format that the device has not': [15],
  'a size and a rate that the driver replaced': [15],
  'a device that went away behind its node': [],
  'a monitor is told of cameras that are pulled out': [7, 44],
};
