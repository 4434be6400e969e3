type Components = Readonly<Record<string, string>>;

const BAD = /^(?:not|un(?!known)|degraded|error|fail|down|warn)/i;
const OF_CAMERAS = /cam|stream|media|rtsp|video|capture|device/i;

/** The parts of a service that are in trouble by its own words: `storage degraded`. */
export const unwell = (components: Components): readonly string[] => [
  ...new Set(
    Object.entries(components)
      .filter(([, word]) => BAD.test(word))
      .map(([name, word]) => `${name} ${word}`),
  ),
];

/** Is a part that is in trouble one that cameras need, by its name? */
export const concernsCameras = (part: string): boolean => OF_CAMERAS.test(part);
