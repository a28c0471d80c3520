/** Name servers: whether those that pages ask answer. */
import { DnsClient } from '../../names/dns-client.js';
import { nameServers, type NameServer } from '../../names/name-servers.js';
import { reverseName } from '../../names/reverse-name.js';
import type { Finding, Step } from './step.js';

/** Every server has an answer to this, be it that there is none. */
const QUESTION = { name: reverseName({ family: 4, value: 0x7f000001 }), type: 'PTR' } as const;

const FIX =
  'See that it runs and that this machine may ask it (UDP port 53), or name others in dns_servers; dns_servers = ["none"] looks nothing up.';

async function answers(server: NameServer, signal: AbortSignal): Promise<Finding> {
  const client = new DnsClient([server]);
  const stop = (): void => {
    client.close();
  };
  signal.addEventListener('abort', stop);
  try {
    const outcome = await client.ask(QUESTION);
    signal.throwIfAborted();
    if (outcome.kind !== 'failed') return { state: 'holds', text: `The name server ${server.address} answers.` };
    const text = `${outcome.reason.replace(/^t/, 'T')}.`;
    return { state: 'broken', text, fix: FIX };
  } finally {
    signal.removeEventListener('abort', stop);
    client.close();
  }
}

export const NAME_SERVERS: Step = {
  id: 'name-servers',
  title: 'Name servers, for names of hosts',
  needs: [],
  check: async ({ configuration: { dns_servers }, signal }) => {
    const { servers, notes } = nameServers(dns_servers);
    const wrong: Finding[] = notes.map((text) => ({ state: 'broken', text, fix: 'Correct dns_servers.' }));
    if (servers.length === 0 && wrong.length === 0)
      return [{ state: 'holds', text: 'No names are looked up (dns_servers).' }];
    const found = await Promise.all(servers.map((server) => answers(server, signal)));
    // the others answer in its place, at the cost of one time-out
    const spared = found.some(({ state }) => state === 'holds');
    return [
      ...wrong,
      ...found.map((each) => (each.state === 'broken' && spared ? { ...each, state: 'note' as const } : each)),
    ];
  },
};
