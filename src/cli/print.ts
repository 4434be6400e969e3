/** Writes to a stream and waits until it is out; a reader that went away (EPIPE) is no error of ours. */
export async function print(stream: NodeJS.WritableStream, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) =>
      error && 'code' in error && error.code !== 'EPIPE' ? reject(error) : resolve(),
    );
  });
}
