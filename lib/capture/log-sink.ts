/** Where log lines go: standard error in the foreground, syslog or a file in a daemon. */
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import type { Log } from './limited-log.js';

/** A log, and what to do to it before the process ends. */
export interface LogSink {
  readonly log: Log;
  readonly close: () => Promise<void>;
  /** What the person who starts a daemon would not expect. */
  readonly notice?: string;
}

/** Octets that may wait for a syslog that does not read; more is thrown away. */
const MOST_WAITING = 1 << 20;

/** `PROGRAM: TEXT` on standard error. A reader that went away is no reason to stop. */
export function stderrSink(program: string): LogSink {
  process.stderr.on('error', () => undefined);
  return {
    log: (text) => process.stderr.write(`${program}: ${text}\n`),
    close: () => Promise.resolve(),
  };
}

/**
 * Syslog, facility LOCAL6 and level INFO, with the process id, through one `logger` that reads lines: Node has no
 * datagram sockets in the file system, so that it cannot write to /dev/log itself. A logger that ends is started anew
 * with the next line.
 * @param command the logger
 */
export function syslogSink(program: string, command = 'logger'): LogSink {
  let child: ChildProcess | undefined;
  const start = (): ChildProcess => {
    const started = spawn(command, ['-p', 'local6.info', '-t', `${program}[${process.pid}]`], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const ended = () => {
      if (child === started) child = undefined;
    };
    started.on('error', ended).on('exit', ended);
    started.stdin.on('error', ended);
    return started;
  };
  return {
    log: (text) => {
      child ??= start();
      const { stdin } = child;
      if (stdin && stdin.writableLength < MOST_WAITING) stdin.write(`${text}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        if (!child) {
          resolve();
          return;
        }
        const limit = setTimeout(resolve, 2000);
        child.on('close', () => {
          clearTimeout(limit);
          resolve();
        });
        child.stdin?.end();
      }),
  };
}

/** A file, each line with its time. A full disk loses lines, no more. */
export function fileSink(program: string, path: string): LogSink {
  return {
    log: (text) => {
      try {
        appendFileSync(path, `${new Date().toISOString()} ${program}[${process.pid}]: ${text}\n`);
      } catch {
        // nowhere to say it
      }
    },
    close: () => Promise.resolve(),
    notice: `there is no syslog here, logging to ${path}`,
  };
}

/**
 * The sink of a daemon: syslog where there is one, else a file in /var/log.
 * @param port what tells daemons of one program apart
 */
export function daemonSink(program: string, port?: number): LogSink {
  const name = port === undefined ? program : `${program}.${port}`;
  return existsSync('/dev/log') ? syslogSink(program) : fileSink(program, `/var/log/${name}.log`);
}
