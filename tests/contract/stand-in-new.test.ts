import { mediaServerContract } from './media-server.case.ts';

await mediaServerContract('stand-in', 'new');
