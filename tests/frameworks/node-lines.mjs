/** The same of node:test. Suites are told by how deep a test lies below them. */
export default async function* lines(events) {
  const open = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') open[data.nesting] = data.name;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details.type === 'suite') continue;
    const path = open.slice(0, data.nesting + 1);
    const state = data.skip !== undefined ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    const message = data.skip ?? data.details.error?.cause?.message ?? data.details.error?.message ?? '';
    yield `${JSON.stringify({ path, state, message })}\n`;
  }
}
