import { describe, expect, it } from 'vitest';
import { Intake } from '../../src/blob/intake.ts';
import { chunked, collect, endless, failing } from './streams.ts';

const abc = Buffer.from('abcdefgh');

async function all(intake: Intake): Promise<string> {
  const chunks: string[] = [];
  for (let chunk; (chunk = await intake.chunk());) chunks.push(Buffer.from(chunk).toString());
  return chunks.join(' ');
}

describe('an intake', () => {
  it('gives the chunks of its source, without empty ones', async () => {
    expect(await all(new Intake(chunked(abc, 3, 0, 2)))).toBe('abc de fgh');
  });

  it('gathers bytes over chunk borders, and fewer at the end', async () => {
    const intake = new Intake(chunked(abc, 3));
    expect(Buffer.from(await intake.bytes(4)).toString()).toBe('abcd');
    expect(Buffer.from(await intake.bytes(9)).toString()).toBe('efgh');
    expect((await intake.bytes(1)).length).toBe(0);
  });

  it('gives again what was given back, and counts it once', async () => {
    const intake = new Intake(chunked(abc, 3));
    const first = await intake.bytes(5);
    intake.giveBack(first.subarray(2));
    expect(intake.takenBytes).toBe(2);
    expect(await all(intake)).toBe('cde f gh');
    expect(intake.takenBytes).toBe(8);
  });

  it('asks for one chunk more than was taken', async () => {
    let asked = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (;;) {
        asked += 1;
        yield abc;
      }
    }
    const intake = new Intake(source());
    await intake.chunk();
    await Promise.resolve();
    expect(asked).toBe(2);
  });

  it('fails where the source failed, and only there', async () => {
    const error = new Error('no more');
    const intake = new Intake(failing(abc, error));
    expect(await intake.chunk()).toBe(abc);
    await expect(intake.chunk()).rejects.toBe(error);
    expect(await intake.chunk()).toBeUndefined();
    await intake.close();
  });

  it('has let go of the source when it is closed', async () => {
    const source = endless(abc);
    const intake = new Intake(source.chunks);
    await intake.chunk();
    await intake.close();
    expect(source.isReleased()).toBe(true);
    expect(await intake.chunk()).toBeUndefined();
  });

  it('swallows a failure that nobody asked for', async () => {
    const intake = new Intake(failing(abc, new Error('later')));
    await intake.chunk();
    await intake.close();
  });

  it('drains', async () => {
    const source = chunked(abc, 1);
    await new Intake(source).drain();
    expect(await collect(source)).toHaveLength(0);
  });
});
