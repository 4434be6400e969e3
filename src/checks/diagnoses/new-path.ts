import { commands } from '../commands.ts';
import { restartOf, type Server } from './owner.ts';

/** What a path needs besides its name: by that alone it is empty, and shows nothing. */
const FEEDS =
  "'runOnInit:' with the command of a publisher, or 'source:' with the address of a network camera (a name alone is an empty path)";

/** How a path comes to be that nobody feeds yet. */
export const newPath = (path: string) =>
  commands.say(`add '${path}:' under 'paths:' in mediamtx.yml, and below it what feeds it: ${FEEDS}`);

/** What is to be done about a camera that nobody but the camera service knows of. */
export const phantomSteps = (camera: string, path: string, server: Server) => [
  commands.say(
    `if no such camera is to be here: take "${camera}" out of the camera service's own list of cameras, and restart that`,
  ),
  restartOf(server),
  commands.say(`if it is to be here: plug it in, and ${newPath(path).text}`),
];
