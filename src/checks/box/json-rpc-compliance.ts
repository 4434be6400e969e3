import { BOX } from '../../model/index.ts';
import type { Check } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, lookAt, saw } from '../finding.ts';
import { portOf } from '../mediamtx-facts.ts';

/** The cases of the JSON-RPC 2.0 specification: a deviation hurts some client some day, and breaks none here. */
export const jsonRpcCompliance: Check = {
  id: 'json-rpc-compliance',
  title: 'JSON-RPC 2.0 compliance',
  link: null,
  weight: 'advisory',
  needs: ['service', 'service.compliance'],
  judge: ({ sweep, earlier }) => {
    const make = about('json-rpc-compliance', BOX);
    if (!sweep.expectations.service.enabled)
      return [make.off('no camera service is configured', 'not-configured')];
    if (earlier.some(({ checkId, status }) => checkId === 'json-rpc' && status === 'fail'))
      return [make.blocked('json-rpc')];
    const sight = lookAt(sweep, 'service.compliance', make, 'the compliance cases');
    if (!sight.clear) return [sight.unknown];
    const { cases, limited } = sight.value;
    if (limited)
      return [
        make.unknown(
          `limited: ${limited}`,
          'probe-failed',
          [],
          diagnose('service-limited', { message: limited, port: portOf(sweep.expectations.service.url) }),
        ),
      ];
    const strays = cases.filter(({ outcome }) => outcome === 'deviates');
    const conforming = cases.filter(({ outcome }) => outcome === 'conforms').length;
    if (strays.length === 0)
      return [
        make.pass(`${conforming} cases conform`, [
          saw('cases', `${conforming} of ${cases.length}`, sight.reading),
        ]),
      ];
    const evidence = strays.map((one) =>
      saw(`${one.title}: sent ${one.sent}`, one.received, sight.reading, one.expected),
    );
    const message = strays.map(({ title }) => title).join(', ');
    return [
      make.warn(
        `strays in ${strays.length} of ${cases.length} cases`,
        evidence,
        diagnose('not-json-rpc', { message }),
      ),
    ];
  },
};
