import { describe, expect, it } from 'vitest';
import { clean, maskArgv, maskUrls } from '../../src/probes/text.ts';

describe('clean', () => {
  it.each([
    ['colours', 'a\u001b[31mb\u001b[0m', 'ab'],
    ['a title sequence', '\u001b]0;owned\u0007cam', 'cam'],
    ['an unfinished sequence', 'cam\u001b[', 'cam'],
    ['line breaks and bells', 'a\r\nb\u0007c', 'a b c'],
    ['C1 controls', 'a\u009b31mb', 'a 31mb'],
    ['right-to-left overrides', 'a\u202egnp.exe', 'a gnp.exe'],
  ])('removes %s', (_, dirty, tidy) => {
    expect(clean(dirty)).toBe(tidy);
  });

  it('cuts what is too long', () => {
    expect(clean('x'.repeat(500), 10)).toBe(`${'x'.repeat(9)}…`);
  });
});

describe('secrets', () => {
  it.each([
    ['rtsp://admin:pa:ss@10.0.0.2/main', 'rtsp://10.0.0.2/main'],
    ['-i rtsp://u:p@h/x -f rtsp rtsp://v:q@h/y', '-i rtsp://h/x -f rtsp rtsp://h/y'],
    ['-f flv rtmp://live.example/live2/abcd-key', '-f flv rtmp://live.example/live2/***'],
    ['rtmp://127.0.0.1/site/cam1', 'rtmp://127.0.0.1/site/cam1'],
    ['rtmp://box/cam1', 'rtmp://box/cam1'],
    ['http://h/x?token=abc&y=1', 'http://h/x?token=***&y=1'],
    ['http://h/x?user=me&jwt=a.b.c', 'http://h/x?user=me&jwt=***'],
  ])('leave %s', (before, after) => {
    expect(maskUrls(before)).toBe(after);
  });

  it('leave command lines', () => {
    expect(
      maskArgv(['srv', '--password', 'hunter2', '--api-key=k', '-x', 'Authorization: Bearer abc', 'TOKEN=t']),
    ).toEqual(['srv', '--password', '***', '--api-key=***', '-x', 'Authorization: ***', 'TOKEN=***']);
  });
});
