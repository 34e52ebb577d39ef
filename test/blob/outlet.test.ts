import { expect, it } from 'vitest';
import { Outlet } from '../../src/blob/outlet.ts';

const chunk = Uint8Array.of(1);

it('hands on what was put before and after it was asked for', async () => {
  const outlet = new Outlet();
  outlet.put(chunk);
  expect(outlet.length).toBe(1);
  expect(await outlet.take()).toBe(chunk);
  const waiting = outlet.take();
  outlet.put(chunk);
  expect(await waiting).toBe(chunk);
});

it('gives what came out before what went wrong', async () => {
  const outlet = new Outlet();
  const error = new Error('cut');
  outlet.put(chunk);
  outlet.fail(error);
  outlet.end();
  expect(await outlet.take()).toBe(chunk);
  await expect(outlet.take()).rejects.toBe(error);
});

it('ends for whoever waits', async () => {
  const outlet = new Outlet();
  const waiting = outlet.take();
  outlet.end();
  expect(await waiting).toBeUndefined();
  expect(await outlet.take()).toBeUndefined();
});
