import { startsOnDemand } from '../cameras/path-config.ts';
import { type Finding, known, type Sweep } from '../model/index.ts';
import { diagnose } from './diagnoses/table.ts';
import { about } from './finding.ts';
import { isPublished, pathConfig, pathState } from './mediamtx-facts.ts';

/**
 * What became of a path's publisher since the paths were first listed: it `left`, or another one took its `place`. Null
 * where it stayed, and where nobody looked again. On demand all leave with their last reader.
 */
export function turnOf(sweep: Sweep, path: string): 'left' | 'place' | null {
  const [before, config] = [pathState(sweep, path), pathConfig(sweep, path)];
  const later = known(sweep.readings, 'mediamtx.pathsAfter');
  if (!later || !before?.ready || !isPublished(before) || (config && startsOnDemand(config))) return null;
  const after = later.find(({ name }) => name === path);
  if (!after?.ready || !isPublished(after)) return 'left';
  return after.source?.id === before.source?.id && after.readyTime === before.readyTime ? null : 'place';
}

/** A stream that failed while its publisher was replaced: it says nothing of how it plays. */
export function excused(sweep: Sweep, path: string, finding: Finding): Finding {
  if (finding.status !== 'fail' || turnOf(sweep, path) !== 'place') return finding;
  const diagnosis = diagnose('publisher-reconnected', { path });
  return about(finding.checkId, finding.subject).unknown(
    `${finding.summary}, but its publisher was replaced meanwhile`,
    'not-seen',
    finding.evidence,
    diagnosis,
  );
}
