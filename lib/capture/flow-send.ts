/** The command flow-send: flows from standard input as NetFlow datagrams (reference section 5.9). */
import type { CommandSyntax } from '../command/option-table.js';
import { readOptions, numberOption } from '../command/options.js';
import { CommandError, warn } from '../command/run.js';
import { isUnspecified, type AddressNumber } from '../flow/address-number.js';
import { defects } from '../rows/defects.js';
import { openInput } from '../rows/input.js';
import { hasOption, lastValue } from '../rows/output-options.js';
import { Speed, SPEED_OPTION } from '../rows/speed.js';
import { endpointsOperand } from './endpoints.js';
import { ExporterEncoders, type ExporterDatagram } from './exporter-encoders.js';
import { flowEncoder } from './flow-encoder.js';
import { ForeignSender } from './foreign-sender.js';
import { maskAddresses, MASK_OPTION, maskOption } from './privacy-mask.js';
import { openSender, rest, send } from './sender.js';

export const SEND_SYNTAX: CommandSyntax = {
  purpose: 'send flows as NetFlow datagrams',
  options: {
    d: SPEED_OPTION,
    m: MASK_OPTION,
    s: {
      text: 'Send in the name of the exporters: from the address that each flow has, port 7999. Takes root or CAP_NET_RAW.',
    },
    V: { value: 'version', text: 'Send as this version, which may be 9, or 10: IPFIX (default: that of the flows).' },
    x: { value: 'microseconds', text: 'Pause after each datagram (default 0).' },
  },
  operands: 'localip/remoteip/port[/ttl]',
  input: 'flow file',
};

/** What datagrams of exporters come from (reference section 5.9); the flows do not tell. */
const EXPORTER_PORT = 7999;

/** @returns the exit status */
export async function flowSend(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, SEND_SYNTAX);
  const speed = new Speed(parsed);
  const pause = numberOption('x', lastValue(parsed, 'x') ?? '0', 0, 60_000_000);
  const mask = maskOption(lastValue(parsed, 'm'));
  const wanted = lastValue(parsed, 'V');
  const endpoints = await endpointsOperand(parsed.operands);
  if (isUnspecified(endpoints.remote))
    throw new CommandError('the remote address is where to send to: it must not be 0');

  const file = speed.counted(await openInput());
  const make = () => flowEncoder(file.layout.version, wanted, defects());
  const foreign = hasOption(parsed, 's') ? new ForeignSender(endpoints) : undefined;
  const canBe = (exporter: AddressNumber) => foreign?.canBe(exporter) ?? false;
  const encoders = new ExporterEncoders(canBe, make);
  const socket = await openSender(endpoints).catch((error: unknown) => {
    foreign?.close();
    throw error;
  });
  let own = 0;
  const sendOne = async ({ datagram, exporter }: ExporterDatagram, then: number) => {
    if (foreign && exporter !== undefined) {
      await foreign.send(datagram, { address: exporter, port: EXPORTER_PORT });
      await rest(then);
      return;
    }
    own++;
    await send(socket, datagram, then);
  };
  try {
    for await (const batch of file.batches()) {
      if (mask !== undefined) maskAddresses(batch, mask);
      for (const each of encoders.add(batch)) await sendOne(each, pause);
    }
    for (const last of encoders.flush()) await sendOne(last, 0);
    if (foreign && own > 0)
      warn(
        `${own} datagrams went from an address of this host: their flows name no exporter, or one of another family ` +
          'than the destination',
      );
    speed.tell();
    return 0;
  } finally {
    socket.close();
    foreign?.close();
  }
}
