/** The command flow-send: flows from standard input as NetFlow datagrams (reference section 5.9). */
import type { CommandSyntax } from '../command/option-table.js';
import { readOptions, numberOption } from '../command/options.js';
import { CommandError } from '../command/run.js';
import { isUnspecified } from '../flow/address-number.js';
import { defects } from '../rows/defects.js';
import { openInput } from '../rows/input.js';
import { hasOption, lastValue } from '../rows/output-options.js';
import { Speed, SPEED_OPTION } from '../rows/speed.js';
import { endpointsOperand } from './endpoints.js';
import { flowEncoder } from './flow-encoder.js';
import { maskAddresses, MASK_OPTION, maskOption } from './privacy-mask.js';
import { openSender, send } from './sender.js';

export const SEND_SYNTAX: CommandSyntax = {
  purpose: 'send flows as NetFlow datagrams',
  options: {
    d: SPEED_OPTION,
    m: MASK_OPTION,
    s: { text: 'Refused: sending from the addresses of the exporters takes a raw socket.' },
    V: { value: 'version', text: 'Send as this version, which may be 9, or 10: IPFIX (default: that of the flows).' },
    x: { value: 'microseconds', text: 'Pause after each datagram (default 0).' },
  },
  operands: 'localip/remoteip/port[/ttl]',
  input: 'flow file',
};

/** @returns the exit status */
export async function flowSend(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, SEND_SYNTAX);
  if (hasOption(parsed, 's'))
    throw new CommandError('option -s is not supported: sending from addresses of others takes a raw socket');
  const speed = new Speed(parsed);
  const pause = numberOption('x', lastValue(parsed, 'x') ?? '0', 0, 60_000_000);
  const mask = maskOption(lastValue(parsed, 'm'));
  const wanted = lastValue(parsed, 'V');
  const endpoints = await endpointsOperand(parsed.operands);
  if (isUnspecified(endpoints.remote))
    throw new CommandError('the remote address is where to send to: it must not be 0');

  const file = speed.counted(await openInput());
  const encoder = flowEncoder(file.layout.version, wanted, defects());
  const socket = await openSender(endpoints);
  try {
    for await (const batch of file.batches()) {
      if (mask !== undefined) maskAddresses(batch, mask);
      for (const datagram of encoder.add(batch)) await send(socket, datagram, pause);
    }
    const last = encoder.flush();
    if (last) await send(socket, last, 0);
    speed.tell();
    return 0;
  } finally {
    socket.close();
  }
}
