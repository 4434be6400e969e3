const { CAMPROOF_FAKE_TIMERS: fake, CAMPROOF_FILES: files = 'box.mjs' } = process.env;

export default {
  root: import.meta.dirname,
  test: { include: files.split(' '), ...(fake && { setupFiles: ['fake-timers.mjs'] }) },
};
