/** An rrdtool for the time of one piece of work. */
import { RrdProcess } from './rrd-process.js';

export async function withRrd<T>(work: (rrd: RrdProcess) => Promise<T>): Promise<T> {
  const rrd = new RrdProcess();
  try {
    return await work(rrd);
  } finally {
    await rrd.close();
  }
}
