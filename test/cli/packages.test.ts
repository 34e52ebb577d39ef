import { describe, expect, it } from 'vitest';
import { runInProcess } from './run-varve.ts';
import { DEMO } from './scratch.ts';

describe('packages', () => {
  it('prints CycloneDX, the same each time, with a time only where one is fixed', async () => {
    const call = ['packages', DEMO, '--format', 'cyclonedx'];
    const { stdout, exit } = await runInProcess(call);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).not.toHaveProperty('metadata.timestamp');
    expect((await runInProcess(call)).stdout).toBe(stdout);
    const fixed = await runInProcess(call, { env: { SOURCE_DATE_EPOCH: '1795176000' } });
    expect(JSON.parse(fixed.stdout)).toHaveProperty('metadata.timestamp', '2026-11-20T12:00:00Z');
  });

  it('knows no format of another command, and other commands not its own', async () => {
    expect((await runInProcess(['packages', DEMO, '--format', 'sarif'])).stderr).toContain('cyclonedx');
    const { exit, stderr } = await runInProcess(['ls', DEMO, '--format', 'cyclonedx']);
    expect(exit).toBe(2);
    expect(stderr).not.toContain('text, json or cyclonedx');
  });
});
