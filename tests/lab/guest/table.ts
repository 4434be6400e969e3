import { type BoxScenario, wholeChain } from './chain.ts';
import { ioctls, undisturbed } from './disturbance.ts';
import { enumeration, figures, kinds } from './enumeration.ts';
import { faults } from './faults.ts';
import { commandEnds, hangsInOpen, unkillableInIoctl, unkillableInOpen } from './hanging.ts';
import { hotplug } from './hotplug.ts';
import { wrongModes } from './modes.ts';
import { permission } from './permission.ts';
import type { Scenario } from './scenario.ts';
import { unprivileged } from './unprivileged.ts';
import { hotplugWatched } from './watched.ts';

/** What is tried on bare devices, in this order, in one boot. */
export const nodeScenarios: Readonly<Record<string, Scenario>> = {
  'enumeration equals v4l2-ctl on every node': enumeration,
  'only capture nodes are cameras, and the others say why': kinds,
  'enumeration is as quick as v4l2-ctl and grows with the devices': figures,
  'a mode that the device has not is told with the nearest one': wrongModes,
  'the helper asks the kernel for reads only': ioctls,
  'whoever streams loses no frame by being looked at': undisturbed,
  'a user without the group is told so': permission,
  'a driver that hangs in open costs its deadline': hangsInOpen,
  'a helper that cannot be killed in open is named': unkillableInOpen,
  'a helper that cannot be killed in ioctl is named': unkillableInIoctl,
  'the command goes on with the other devices and ends': commandEnds,
  'cameras that come and go are seen within a second': hotplug,
};

/** What is tried on a whole box with three real cameras, in this order, in another boot. */
export const boxScenarios: Readonly<Record<string, BoxScenario>> = {
  'every link of every camera is proved': wholeChain,
  'without privilege, what could not be seen is unknown and nothing is guessed': unprivileged,
  ...faults,
  'a monitor is told of cameras that are pulled out, and knows them again': hotplugWatched,
};
