/** A reporter of vitest that prints one JSON line for each test: where, outcome, words. */
export default class Lines {
  onTestCaseResult(test) {
    const { state, errors = [], note } = test.result();
    const message = state === 'skipped' ? note : errors[0]?.message;
    console.log(JSON.stringify({ path: test.fullName.split(' > '), state, message: message ?? '' }));
  }
}
