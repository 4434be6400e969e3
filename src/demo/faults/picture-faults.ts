import type { DemoBox } from '../box.ts';
import type { PublisherOptions } from '../publisher.ts';
import type { DemoFault } from './fault.ts';

const red = (code: string) => [{ subject: 'cam1', check: 'decode-pictures', code }];
const yellow = ['cam1 decode pass', 'cam1 decode-pictures warn'];
const sends = (what: PublisherOptions['sends']) => ({
  break: async (box: DemoBox) => {
    await box.republish(0, { sends: what });
    await box.until(() => box.flows(0), 'the stream flows');
  },
  mend: async (box: DemoBox) => {
    await box.republish(0);
  },
});

/** Faults that only a look at the pictures tells: everything flows, and shows nothing. */
export const pictureFaults: readonly DemoFault[] = [
  {
    id: 'black',
    link: 'decode',
    describes: 'the picture is black',
    expect: red('black-picture'),
    ...sends('black'),
  },
  {
    id: 'white',
    link: 'decode',
    describes: 'the picture is white all over',
    expect: red('single-colour'),
    ...sends('white'),
  },
  {
    id: 'dark',
    link: 'decode',
    describes: 'the picture is dark, and nothing but noise can be seen: a warning',
    expect: [],
    shows: yellow,
    ...sends('dark noise'),
  },
  {
    id: 'night',
    link: 'decode',
    describes: 'a dark scene in which something can be seen: nothing is broken',
    expect: [],
    shows: ['cam1 decode-pictures pass'],
    ...sends('night scene'),
  },
  {
    id: 'frozen',
    link: 'decode',
    describes: 'the same picture again and again: a warning, since a drawing looks the same',
    expect: [],
    shows: yellow,
    ...sends('still picture'),
  },
  {
    id: 'frozen-with-witness',
    link: 'decode',
    describes: 'the same picture again and again, of a scene that is known to move',
    expect: red('frozen-picture'),
    break: async (box) => {
      box.motion.set(0, 'always');
      await sends('still picture').break(box);
    },
    mend: async (box) => {
      box.motion.delete(0);
      await box.republish(0);
    },
  },
  {
    id: 'still-by-design',
    link: 'decode',
    describes: 'the same picture again and again, as the configuration says: nothing is broken',
    expect: [],
    shows: ['cam1 decode-pictures pass'],
    break: async (box) => {
      box.motion.set(0, 'none');
      await sends('still picture').break(box);
    },
    mend: async (box) => {
      box.motion.delete(0);
      await box.republish(0);
    },
  },
  {
    id: 'torn',
    link: 'decode',
    describes: 'the lower half of the picture is missing now and then: a warning',
    expect: [],
    shows: yellow,
    ...sends('torn'),
  },
];
