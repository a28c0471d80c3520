/** Real capture processes on the loopback interface, and exporters that feed them. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { until } from '../capture/wait.js';

/** Sends datagrams in order from a loopback address of either family, slowly enough for any receiver. */
export async function send(datagrams: readonly Uint8Array[], port: number, from = '127.0.0.1'): Promise<void> {
  const [type, to] = from.includes(':') ? (['udp6', '::1'] as const) : (['udp4', '127.0.0.1'] as const);
  const socket = createSocket(type);
  socket.bind(0, from);
  await once(socket, 'listening');
  for (const datagram of datagrams)
    await new Promise<void>((resolve, reject) => {
      socket.send(datagram, port, to, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  socket.close();
}

/** A command that is running. */
export class Running {
  stderr = '';
  stdout = Buffer.alloc(0);
  readonly #exited: Promise<unknown[]>;

  private constructor(readonly child: ChildProcess) {
    child.stderr?.on('data', (text: Buffer) => (this.stderr += text.toString()));
    child.stdout?.on('data', (octets: Buffer) => (this.stdout = Buffer.concat([this.stdout, octets])));
    this.#exited = once(child, 'close');
  }

  /** Starts a command of build/bin; `stdin` is a file. */
  static start(
    command: string,
    argv: readonly string[],
    env: Readonly<Record<string, string>> = {},
    stdin?: string,
  ): Running {
    const input = stdin === undefined ? ('ignore' as const) : openSync(stdin, 'r');
    const running = new Running(
      spawn(`build/bin/${command}`, argv, { stdio: [input, 'pipe', 'pipe'], env: { ...process.env, ...env } }),
    );
    if (typeof input === 'number') closeSync(input);
    return running;
  }

  /** Waits until standard error says so. */
  async says(pattern: RegExp): Promise<void> {
    await until(
      `${String(pattern)} in:\n${this.stderr}`,
      () => pattern.test(this.stderr) || this.child.exitCode !== null,
    );
    assert.match(this.stderr, pattern);
  }

  /** Waits for the end; gives the exit status, or the signal that killed it. */
  async ended(): Promise<unknown> {
    const [status, signal] = await this.#exited;
    return status ?? signal;
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<unknown> {
    this.child.kill(signal);
    return this.ended();
  }

  /** Kills it unless it has ended: for what a test leaves behind. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.end('SIGKILL');
  }
}

/** Runs a command to its end. */
export async function runToEnd(
  command: string,
  argv: readonly string[],
): Promise<{ status: unknown; stderr: string; stdout: Buffer }> {
  const running = Running.start(command, argv);
  const status = await running.ended();
  return { status, stderr: running.stderr, stdout: running.stdout };
}
