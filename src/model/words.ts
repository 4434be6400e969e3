import { type Diagnosis, LINKS, type Link } from './verdict.ts';

/** `1 camera`, `4 cameras`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The place of a link in the chain, from 1 to 8. */
export const numberOf = (link: Link): number => LINKS.indexOf(link) + 1;

/** `likely: the publisher hangs [publisher-hung]`: a cause, how sure it is, and its code. */
export const causeWords = ({ cause, code, confidence }: Diagnosis): string =>
  `${confidence === 'likely' ? 'likely: ' : ''}${cause} [${code}]`;
