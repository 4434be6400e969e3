const { readdirSync, readFileSync } = require('node:fs');
const { gunzipSync } = require('node:zlib');

/** What this project's tests have to prove, from CAMPROOF_PROVE (JSON): options of describeBox, or `sweeps`, a folder. */
exports.asked = () => {
  const { sweeps, ...options } = JSON.parse(process.env.CAMPROOF_PROVE ?? '{}');
  if (sweeps === undefined) return [options];
  return readdirSync(sweeps).map((file) => ({
    ...options,
    name: file.replace('.json.gz', ''),
    sweep: JSON.parse(gunzipSync(readFileSync(`${sweeps}/${file}`)).toString()),
  }));
};
