// For jest without ES modules: nothing may be awaited here.
const { describeBoxSync } = require('camproof/testing');
const { asked } = require('./options.cjs');

for (const options of asked()) describeBoxSync(options);
