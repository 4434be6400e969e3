/** The same of mocha. */
module.exports = class Lines {
  constructor(runner) {
    const print = (test, state, message) =>
      console.log(JSON.stringify({ path: test.titlePath(), state, message }));
    runner.on('pass', (test) => print(test, 'passed', ''));
    runner.on('fail', (test, error) => print(test, 'failed', error.message));
    runner.on('pending', (test) => print(test, 'skipped', ''));
  }
};
