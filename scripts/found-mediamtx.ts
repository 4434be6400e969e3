// Says in the summary of scripts/test whether a real MediaMTX took part, and how to get one where it did not.
import process from 'node:process';
import { findMediamtx } from '../src/demo/media/find-mediamtx.ts';

const found = await findMediamtx(process.env);
console.log(
  found.length > 0
    ? `real MediaMTX: ${found.map(({ version, file }) => `${version} (${file})`).join(', ')}`
    : 'REAL MEDIAMTX: none found, so only the stand-in was tested (set MEDIAMTX_BIN, or run scripts/get-mediamtx)',
);
