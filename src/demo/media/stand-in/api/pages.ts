import type { Generation } from '../settings.ts';

/** An answer that is no success; `no-route` is 404 as text, as the real server's router gives it. */
export class ApiError extends Error {
  readonly status: 400 | 404 | 'no-route';
  constructor(status: 400 | 404 | 'no-route', message: string) {
    super(message);
    this.status = status;
  }
}

/** One page of a list. `itemsPerPage=0` ends the process of the old generation, here as there. */
export function paginate(items: readonly object[], query: URLSearchParams, generation: Generation): object {
  const size = unsigned(query.get('itemsPerPage'), 100);
  const page = unsigned(query.get('page'), 0);
  if (size === 0) {
    if (generation === 'new') throw new ApiError(400, 'invalid items per page');
    if (items.length > 0) {
      process.stdout.write('panic: runtime error: integer divide by zero\n');
      process.exit(2);
    }
  }
  return {
    itemCount: items.length,
    pageCount: items.length === 0 ? 0 : Math.ceil(items.length / size),
    items: items.slice(page * size, (page + 1) * size),
  };
}

function unsigned(text: string | null, otherwise: number): number {
  if (text === null || text === '') return otherwise;
  if (!/^\d{1,9}$/.test(text))
    throw new ApiError(400, `strconv.ParseUint: parsing "${text}": invalid syntax`);
  return Number(text);
}
