import type { Camera } from '../../cameras/cameras.ts';
import { BOX, type KernelLogCount } from '../../model/index.ts';
import type { Check } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, lookAt, saw } from '../finding.ts';

/** So many in an hour are a fault: one disconnect is somebody who pulled a plug, a loop has many. */
const MANY = 3;

/** USB and video errors that the kernel wrote down in the last hour. */
export const kernelLog: Check = {
  id: 'kernel-log',
  title: 'kernel log',
  link: null,
  weight: 'advisory',
  needs: ['kernelLog', 'devices'],
  judge: ({ sweep, cameras }) => {
    const make = about('kernel-log', BOX);
    const sight = lookAt(sweep, 'kernelLog', make, 'the kernel log');
    if (!sight.clear) return [sight.unknown];
    const { usbDisconnects, videoErrors, notEnumerated = [] } = sight.value;
    const { suspendErrors, controllerDied = [], underVoltage } = sight.value;
    const from = sight.reading;
    const asleep = suspendErrors.at(-1);
    const died = controllerDied.at(-1);
    const lowVoltage = underVoltage.at(-1);
    const findings = [
      ...(died === undefined
        ? []
        : [
            make.warn(
              'a USB controller has died',
              [saw('kernel log', died, from)],
              diagnose('usb-controller-died', { line: died }),
            ),
          ]),
      ...notEnumerated
        .filter((one) => recent(one) > 0)
        .map((one) =>
          make.warn(
            `what is plugged into USB ${one.port} does not come up`,
            [saw('kernel log', times(one), from)],
            diagnose('usb-not-enumerated', one),
          ),
        ),
      ...usbDisconnects
        .filter((one) => recent(one) >= MANY)
        .map((one) =>
          make.warn(
            `USB ${one.port}${nameOf(cameras, one.port)} comes and goes`,
            [saw('disconnects', times(one), from)],
            diagnose('usb-disconnects', one),
          ),
        ),
      ...videoErrors
        .filter((one) => recent(one) >= MANY)
        .map((one) =>
          make.warn(
            `transfer errors of ${one.subject}${nameOf(cameras, one.subject)}`,
            [saw('errors', times(one), from)],
            diagnose('usb-errors', one),
          ),
        ),
      ...(asleep === undefined
        ? []
        : [
            make.warn(
              'USB suspend errors',
              [saw('kernel log', asleep, from)],
              diagnose('usb-sleep-errors', { line: asleep }),
            ),
          ]),
      ...(lowVoltage === undefined
        ? []
        : [
            make.warn(
              'under-voltage in the kernel log',
              [saw('kernel log', lowVoltage, from)],
              diagnose('under-voltage', { now: false }),
            ),
          ]),
    ];
    if (findings.length > 0) return findings;
    const before = [...usbDisconnects, ...videoErrors, ...notEnumerated].map((one) =>
      saw('earlier', times(one), from),
    );
    return [make.pass('no USB or video errors', before)];
  },
};

/** Without times every line counts. */
const recent = ({ count, recent: lately = count }: KernelLogCount): number => lately;

const times = (one: KernelLogCount): string =>
  `${recent(one)} in the last hour, ${one.count} since boot, last: ${one.last}`;

/** The camera on a port or interface of the USB, as ` (yard)`. */
function nameOf(cameras: readonly Camera[], place: string): string {
  const camera = cameras.find(({ node }) => node?.usb && place.split(':')[0] === node.usb.port);
  return camera ? ` (${camera.id})` : '';
}
