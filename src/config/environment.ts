/** An environment variable that sets a key of the configuration; `parse` gives undefined for a bad value. */
export interface Variable {
  readonly name: string;
  readonly key: string;
  parse(text: string): unknown;
}

const text = (value: string): unknown => value;
const whole = (value: string): unknown => (/^\d+$/.test(value) ? Number(value) : undefined);

/** Every variable there is, besides CAMPROOF_CONFIG, which names the file. */
export const ENVIRONMENT: readonly Variable[] = [
  { name: 'CAMPROOF_MEDIAMTX_URL', key: 'mediamtx.url', parse: text },
  { name: 'CAMPROOF_MEDIAMTX_USER', key: 'mediamtx.user', parse: text },
  { name: 'CAMPROOF_MEDIAMTX_PASSWORD', key: 'mediamtx.password', parse: text },
  { name: 'CAMPROOF_MEDIAMTX_PASSWORD_FILE', key: 'mediamtx.passwordFile', parse: text },
  { name: 'CAMPROOF_MEDIAMTX_TOKEN', key: 'mediamtx.token', parse: text },
  { name: 'CAMPROOF_MEDIAMTX_TOKEN_FILE', key: 'mediamtx.tokenFile', parse: text },
  { name: 'CAMPROOF_RTSP_URL', key: 'mediamtx.rtspUrl', parse: text },
  { name: 'CAMPROOF_SERVICE_URL', key: 'service.url', parse: text },
  { name: 'CAMPROOF_SERVICE_TOKEN', key: 'service.token', parse: text },
  { name: 'CAMPROOF_SERVICE_TOKEN_FILE', key: 'service.tokenFile', parse: text },
  { name: 'CAMPROOF_HEALTH_URL', key: 'health.url', parse: text },
  { name: 'CAMPROOF_EXPECT_CAMERAS', key: 'expectCameras', parse: whole },
  { name: 'CAMPROOF_FFMPEG', key: 'ffmpeg', parse: text },
];
