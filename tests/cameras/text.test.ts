import { describe, expect, it } from 'vitest';
import { onlyReads, pathOfUrl } from '../../src/cameras/text.ts';

describe('the path of a media URL', () => {
  it.each([
    ['rtsp://127.0.0.1:8554/cam0', 'cam0'],
    ['rtsps://u:p@box/yard/left?x=1', 'yard/left'],
    ['location=rtsp://127.0.0.1:8554/cam0', 'cam0'],
    ['http://127.0.0.1:8888/cam0/index.m3u8', 'cam0'],
    ['http://127.0.0.1:8889/cam0/whep', 'cam0'],
    // No encoding: what a stranger's command line says must never end the program.
    ['rtsp://box/50%', '50%'],
    ['/dev/video0', null],
    ['comment=rtsp', null],
  ])('of %s is %s', (text, path) => {
    expect(pathOfUrl(text)).toBe(path);
  });
});

describe('a command line', () => {
  const url = 'rtsp://127.0.0.1:8554/cam0';

  it.each([
    ['ffmpeg -i URL -c copy out.mp4', true],
    ['gst-launch-1.0 rtspsrc location=URL ! fakesink', true],
    ['ffmpeg -f v4l2 -i /dev/video0 -f rtsp URL', false],
    ['gst-launch-1.0 v4l2src ! rtspclientsink location=URL', false],
    ['ffmpeg -i URL -f rtsp URL', false],
    ['ffmpeg -i /dev/video0 out.mp4', false],
  ])('%s only reads the stream: %s', (line, reads) => {
    expect(onlyReads(line.replaceAll('URL', url).split(' '), 'cam0')).toBe(reads);
  });
});
