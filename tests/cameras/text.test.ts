import { describe, expect, it } from 'vitest';
import { onlyReads, pathOfUrl, pathsSent } from '../../src/cameras/text.ts';

describe('the path of a media URL', () => {
  it.each([
    ['rtsp://127.0.0.1:8554/cam0', 'cam0'],
    ['rtsps://u:p@box/yard/left?x=1', 'yard/left'],
    ['location=rtsp://127.0.0.1:8554/cam0', 'cam0'],
    ['http://127.0.0.1:8888/cam0/index.m3u8', 'cam0'],
    ['http://127.0.0.1:8889/cam0/whep', 'cam0'],
    // No encoding: what a stranger's command line says must never end the program.
    ['rtsp://box/50%', '50%'],
    ['srt://box:8890?streamid=publish:yard/left:user:pass&pkt_size=1316', 'yard/left'],
    ['srt://box:8890?latency=20&streamid=#!::m=publish,r=yard', 'yard'],
    ['rtsp://box:8554/100%zz', '100%zz'],
    ['rtsp://box:8554/caf%C3%A9', 'café'],
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
    ['gst-launch-1.0 rtspsrc latency=0 location=URL ! fakesink', true],
  ])('%s only reads the stream: %s', (line, reads) => {
    expect(onlyReads(line.replaceAll('URL', url).split(' '), 'cam0')).toBe(reads);
  });

  it.each([
    ['ffmpeg -f v4l2 -i /dev/video0 -f rtsp URL', ['cam0']],
    ['ffmpeg -i rtsp://192.0.2.9/1 -c copy -f rtsp URL', ['cam0']],
    ['ffmpeg -i URL -f rtsp rtsp://127.0.0.1:8554/small', ['small']],
    ['ffmpeg -i /dev/video0 -f tee [f=rtsp]URL|[f=flv]rtmp://127.0.0.1/live/1', ['cam0', 'live/1']],
    ['gst-launch-1.0 v4l2src ! whipsink whip-endpoint=x location=http://127.0.0.1:8889/cam0/whip', ['cam0']],
    ['service --api=http://127.0.0.1:9997/v3 http://box/page', []],
    ['ffmpeg -i URL out.mp4', []],
  ])('%s sends to %j', (line, paths) => {
    expect(pathsSent(line.replaceAll('URL', url).split(' '))).toEqual(paths);
  });
});
