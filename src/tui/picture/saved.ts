import type { Look, Picture, PictureSource } from '../../index.ts';

/** The pictures that were saved with a recorded sweep, by the camera's id. */
export class SavedPictures implements PictureSource {
  readonly #pictures: Readonly<Record<string, Saved>>;
  readonly #listeners = new Set<() => void>();
  look: Look | null = null;

  constructor(pictures: Readonly<Record<string, Saved>>) {
    this.#pictures = pictures;
  }

  show(subject: string | null): void {
    const saved = subject === null ? undefined : this.#pictures[subject];
    this.look =
      subject === null
        ? null
        : {
            subject,
            path: null,
            picture: saved?.picture ?? null,
            at: saved?.at ?? null,
            refused: saved ? null : 'not-saved',
            fault: null,
          };
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** A picture, and when its file was written, `Date.now()`. */
export interface Saved {
  readonly picture: Picture;
  readonly at: number;
}
