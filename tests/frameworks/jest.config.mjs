const { CAMPROOF_FAKE_TIMERS: fake, CAMPROOF_FILES: files = 'box.mjs' } = process.env;

export default {
  rootDir: import.meta.dirname,
  testMatch: files.split(' ').map((file) => `<rootDir>/${file}`),
  moduleFileExtensions: ['mjs', 'cjs', 'js', 'json'],
  transform: {},
  fakeTimers: { enableGlobally: Boolean(fake) },
};
