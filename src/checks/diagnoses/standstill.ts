import { commands } from '../commands.ts';
import { logOfPublisher, type Publisher, restartOfPublisher } from './owner.ts';

/** What tells a camera that gives nothing from a publisher that sends nothing: first what only reads, a plug last. */
export const standstillSteps = ({
  device,
  publisher,
}: {
  readonly device: string | null;
  readonly publisher: Publisher | null;
}) => [
  logOfPublisher(publisher),
  ...(device ? [commands.kernelLog('errors of the USB there point at the camera or its cable')] : []),
  restartOfPublisher(publisher),
  commands.say(
    device
      ? `if bytes come after that, it was the publisher; if none come, unplug the camera ${device} and plug it in again`
      : 'if none come after that, look whether it sends a codec that MediaMTX takes (H.264)',
  ),
];
