import { startDemoBox } from 'camproof';
import { describeBox } from 'camproof/testing';

// On the camera box its own configuration is proved; on a developer's machine a demo box stands in.
const onBox = process.env.CAMPROOF_CONFIG !== undefined;
await describeBox(onBox ? {} : { box: () => startDemoBox({ cameras: 2 }) });
