import type { MessagePort } from 'node:worker_threads';
import type { ZstdExports } from './zstd-exports.ts';
import { type JobAnswer, type JobRequest, ZstdJob } from './zstd-job.ts';

/** Unpacks the zstd streams that the other side of `port` sends, several side by side. */
export function serveZstd(port: MessagePort, exports: ZstdExports): void {
  const jobs = new Map<number, ZstdJob>();
  port.on('message', (request: JobRequest) => {
    const job = jobs.get(request.job) ?? new ZstdJob(exports);
    if (request.kind === 'close') {
      jobs.delete(request.job);
      return job.free();
    }
    jobs.set(request.job, job);
    for (const answer of job.answers(request)) port.postMessage(answer, transferred(answer));
  });
}

/** Output is handed over, not copied: it was made for that. */
function transferred(answer: JobAnswer): ArrayBuffer[] {
  return answer.kind === 'output' ? [answer.bytes.buffer as ArrayBuffer] : [];
}
