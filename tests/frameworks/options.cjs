const { readdirSync, readFileSync } = require('node:fs');
const { gunzipSync } = require('node:zlib');

/** What this project's tests have to prove, from CAMPROOF_PROVE (JSON): options of describeBox for each box. */
exports.asked = () => JSON.parse(process.env.CAMPROOF_PROVE ?? '[{}]').flatMap(saved);

/** `sweeps` is a folder: a box for each sweep in it, called as its file. */
function saved({ sweeps, ...options }) {
  if (sweeps === undefined) return [options];
  return readdirSync(sweeps).map((file) => ({
    ...options,
    name: file.replace('.json.gz', ''),
    sweep: JSON.parse(gunzipSync(readFileSync(`${sweeps}/${file}`)).toString()),
  }));
}
