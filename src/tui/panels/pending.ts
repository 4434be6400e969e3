import {
  type CameraChain,
  isOfCamera,
  type JudgedFinding,
  LINKS,
  type Link,
  type Status,
} from '../../index.ts';
import { type Span, span } from '../line.ts';
import { type Display, glyph, PENDING } from '../theme.ts';
import type { View } from './panel.ts';

/** Nothing is known because its turn has not come; in a recorded sweep it never will. */
export const isPending = ({ status, reason }: JudgedFinding, { replay }: Pick<View, 'replay'>): boolean =>
  !replay && status === 'unknown' && reason === 'not-reached';

/** The sign of a status; that of an empty cell where its turn has not come. */
export const sign = (status: Status, open: boolean, screen: Display): Span =>
  open ? span(PENDING[screen.ascii ? 1 : 0], 'dim') : span(glyph(status, screen), status);

/** The same, and a blank behind it. */
export const mark = (status: Status, open: boolean, screen: Display): Span => {
  const { text, look } = sign(status, open, screen);
  return span(`${text} `, look);
};

/** The links of a camera whose turn has not come yet. */
export function openLinks(camera: CameraChain, view: View): ReadonlySet<Link> {
  const { links } = camera;
  const unknown = view.report.findings.filter(
    (one) => one.status === 'unknown' && isOfCamera(one.subject, camera),
  );
  return new Set(
    LINKS.filter(
      (link) =>
        links[link] === 'unknown' &&
        unknown.filter((one) => one.link === link).every((one) => isPending(one, view)),
    ),
  );
}
