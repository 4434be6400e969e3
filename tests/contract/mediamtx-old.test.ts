import { mediaServerContract } from './media-server.case.ts';

await mediaServerContract('mediamtx', 'old');
