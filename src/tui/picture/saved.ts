import type { Look, PictureSource, SavedPicture } from '../../index.ts';

/** The picture of a camera, null where none was saved. */
export type LoadPicture = (camera: string) => Promise<SavedPicture | null>;

/** The pictures that were saved with a recorded sweep; each is loaded when it is looked at. */
export class SavedPictures implements PictureSource {
  readonly #load: LoadPicture;
  readonly #listeners = new Set<() => void>();
  look: Look | null = null;

  constructor(load: LoadPicture) {
    this.#load = load;
  }

  show(subject: string | null): void {
    const opening: Look | null = subject === null ? null : { ...NOTHING, subject };
    this.#tell(opening);
    if (opening === null) return;
    void this.#load(opening.subject).then((saved) => {
      // Unless another one is looked at meanwhile.
      if (this.look === opening) this.#tell({ ...opening, ...(saved ?? { refused: 'not-saved' }) });
    });
  }

  #tell(look: Look | null): void {
    this.look = look;
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

const NOTHING = { path: null, picture: null, at: null, refused: null, fault: null } as const;
