/** A worker of the server: makes one page after the other, and ends with the server however that ends. */
import { Readable } from 'node:stream';
import { answerCgi, isWhole, sendable } from '../web/cgi.js';
import { WORKER_VARIABLE, type Asked, type FromWorker, type ToWorker } from './messages.js';
import { isScript, SCRIPTS, type Lane, type ScriptName } from './scripts.js';

/** The server has ended: what is left then of a page that was under way, ms. */
const LEFT_MS = 5000;

/** What is loaded before the first request, by lane: the pages that are asked for most. */
const EARLY: Readonly<Record<Lane, readonly ScriptName[]>> = {
  page: ['FlowViewer.cgi', 'FlowGrapher.cgi', 'FlowTracker.cgi'],
  query: ['FlowViewer_Main.cgi', 'FlowGrapher_Main.cgi'],
};

/** Resolves when the message is on its way, or can no longer be sent. */
function say(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) resolve();
    else
      process.send?.(message, undefined, undefined, () => {
        resolve();
      });
  });
}

async function loadEarly(lane: Lane): Promise<void> {
  for (const name of EARLY[lane]) await SCRIPTS[name].load();
  if (lane === 'query') {
    const { bindings } = await import('../store/engine.js');
    bindings();
  }
}

/** Whether the page was made to its end, and nothing of it is under way. */
async function answer(
  { script, environment, body, configuration }: Asked,
  { signal }: AbortController,
): Promise<'whole' | 'left'> {
  const handler = await SCRIPTS[script].load();
  const openInput = (): Readable => Readable.from([body]);
  const response = await answerCgi(handler, environment, openInput, () => configuration, signal);
  if (!response) return 'left';
  const { REQUEST_METHOD: method = 'GET', HTTP_ACCEPT_ENCODING: acceptEncoding = '' } = environment;
  const { pieces, ...head } = sendable(response, { method, acceptEncoding });
  await say({ kind: 'head', ...head });
  for await (const octets of pieces) await say({ kind: 'piece', octets });
  // a body of which HEAD asks no piece, and one that was given up, leave their query behind
  return (isWhole(response) || method !== 'HEAD') && !signal.aborted ? 'whole' : 'left';
}

/** Serves until the server lets go. */
export async function serveRequests(): Promise<void> {
  const lane: Lane = process.env[WORKER_VARIABLE] === 'query' ? 'query' : 'page';
  Reflect.deleteProperty(process.env, WORKER_VARIABLE); // programs that a page starts are no workers
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined); // the server says what to do
  let running: AbortController | undefined;
  process.on('disconnect', () => {
    running?.abort();
    setTimeout(() => process.exit(1), LEFT_MS).unref();
  });
  const serve = async (asked: Asked): Promise<void> => {
    const control = (running = new AbortController());
    let outcome: 'whole' | 'left' = 'left';
    try {
      if (isScript(asked.script)) outcome = await answer(asked, control);
    } catch (error) {
      if (!control.signal.aborted) console.error(error);
    }
    running = undefined;
    control.abort();
    await say({ kind: 'end', outcome, memory: process.memoryUsage.rss() });
    if (outcome === 'left' && process.connected) process.disconnect(); // ends when nothing is under way
  };
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'asked') void serve(message);
    else running?.abort();
  });
  await loadEarly(lane);
  await say({ kind: 'ready' });
}
