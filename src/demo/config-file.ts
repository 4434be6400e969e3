import { stringify } from 'yaml';
import { pathOf, SIZE } from './cameras.ts';
import type { CameraModel } from './device-tree.ts';
import type { MediaServer } from './media/media-server.ts';
import type { ReferenceService } from './service/reference-service.ts';

/** A configuration of the box for other commands, as YAML; devices are not in it, since no file may make devices up. */
export function configText(
  media: MediaServer,
  service: ReferenceService,
  models: readonly CameraModel[],
): string {
  return stringify({
    viewers: 'local',
    mediamtx: { url: media.apiUrl, rtspUrl: media.rtspUrl },
    service: { url: service.wsUrl },
    health: { url: service.healthUrl },
    cameras: models.map(({ index }) => ({ name: pathOf(index), expect: { ...SIZE, codec: 'H264' } })),
  });
}
