/** The one table of what daemons tell of themselves: status files, metrics for Prometheus, what flowviewer-check complains of and docs/operations.md derive from it. */

/** When a value is worth a word. */
export interface Watch {
  /** `broken` makes flowviewer-check end with status 1. */
  readonly state: 'note' | 'broken';
  /** Of a counter its growth within the last hour, of a gauge its value. */
  readonly when: { readonly above: number } | { readonly below: number };
  /** What is wrong, behind the number 1: `flow was lost on the way`. */
  readonly one: string;
  /** The same behind any other number: `flows were lost on the way`. */
  readonly many: string;
  /** Sentences: what to do. */
  readonly fix: string;
}

export interface Metric {
  /** As Prometheus has it: with its unit, counters with `_total`. */
  readonly name: string;
  /** Counters count from the start of the daemon. */
  readonly kind: 'counter' | 'gauge';
  /** A sentence. */
  readonly help: string;
  readonly watch?: Watch;
}

const BUFFER =
  'Give the socket a larger receive buffer (sysctl -w net.core.rmem_max=33554432), use several ports, or take load off this machine.';
const ROOM = 'Make room on the disk, or let flow-capture keep less (-E).';

/** What is received by UDP. */
export const RECEIVED = {
  datagrams: { name: 'flowviewer_datagrams_total', kind: 'counter', help: 'Datagrams that arrived.' },
  flows: { name: 'flowviewer_flows_total', kind: 'counter', help: 'Flows in datagrams that were accepted.' },
  corrupt: {
    name: 'flowviewer_refused_datagrams_total',
    kind: 'counter',
    help: 'Datagrams that were refused: damaged, of another version, or of an exporter that is not believed.',
    watch: {
      state: 'note',
      when: { above: 0 },
      one: 'datagram was refused',
      many: 'datagrams were refused',
      fix: 'Its log says why: often the router sends from another address than the one in the line of flow-capture.conf.',
    },
  },
  lost: {
    name: 'flowviewer_lost_flows_total',
    kind: 'counter',
    help: 'Flows that are missing by the sequence numbers of the exporters.',
    watch: {
      state: 'note',
      when: { above: 0 },
      one: 'flow was lost between the routers and this program',
      many: 'flows were lost between the routers and this program',
      fix: 'Where no datagrams were dropped here, they were lost in the network or by the router.',
    },
  },
  resets: {
    name: 'flowviewer_sequence_resets_total',
    kind: 'counter',
    help: 'Sequence numbers that began anew, as after a restart of an exporter.',
  },
  misordered: {
    name: 'flowviewer_misordered_datagrams_total',
    kind: 'counter',
    help: 'Datagrams that came out of order.',
  },
  duplicates: { name: 'flowviewer_duplicate_datagrams_total', kind: 'counter', help: 'Datagrams that came twice.' },
  exporters: { name: 'flowviewer_exporters', kind: 'gauge', help: 'Exporters that were heard since the start.' },
  kernelDrops: {
    name: 'flowviewer_kernel_dropped_datagrams_total',
    kind: 'counter',
    help: 'Datagrams that the kernel dropped because the receive buffer was full.',
    watch: {
      state: 'broken',
      when: { above: 0 },
      one: 'datagram was dropped by the kernel',
      many: 'datagrams were dropped by the kernel',
      fix: BUFFER,
    },
  },
  leftOut: {
    name: 'flowviewer_left_out_flows_total',
    kind: 'counter',
    help: 'Flows of IPv6 that were left out, because a classic version (-V) has no room for them.',
    watch: {
      state: 'note',
      when: { above: 0 },
      one: 'flow of IPv6 was left out',
      many: 'flows of IPv6 were left out',
      fix: 'Leave -V out of its line: files then keep what exporters tell.',
    },
  },
  saturated: {
    name: 'flowviewer_saturated_flows_total',
    kind: 'counter',
    help: 'Flows of which a number was too large for a classic version (-V), and became the largest that fits.',
  },
  filtered: {
    name: 'flowviewer_filtered_flows_total',
    kind: 'counter',
    help: 'Flows that a filter of the command line kept back.',
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** What both daemons of FlowTracker do: passes. */
const PASSES = {
  passes: { name: 'flowviewer_passes_total', kind: 'counter', help: 'Passes that were completed.' },
  failedPasses: {
    name: 'flowviewer_failed_passes_total',
    kind: 'counter',
    help: 'Passes that failed as a whole.',
    watch: {
      state: 'broken',
      when: { above: 0 },
      one: 'pass failed',
      many: 'passes failed',
      fix: 'Its log in log_directory says why.',
    },
  },
  passSeconds: {
    name: 'flowviewer_last_pass_duration_seconds',
    kind: 'gauge',
    help: 'How long the last pass took.',
    watch: {
      state: 'note',
      when: { above: 240 },
      one: 'second was taken by the last pass, and one begins every 300',
      many: 'seconds were taken by the last pass, and one begins every 300',
      fix: 'See that flow files have columnar twins (flow-parquet), and archive trackings that nobody looks at.',
    },
  },
  problems: {
    name: 'flowviewer_problems_total',
    kind: 'counter',
    help: 'Single trackings, groups or sources that failed, each time anew.',
    watch: {
      state: 'note',
      when: { above: 0 },
      one: 'problem with a single tracking was logged',
      many: 'problems with single trackings were logged',
      fix: 'Its log in log_directory names them.',
    },
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** By the name of the program; keys are those of its status file. */
export const METRICS = {
  'flow-capture': {
    ...RECEIVED,
    writeDrops: {
      name: 'flowviewer_write_dropped_flows_total',
      kind: 'counter',
      help: 'Flows that could not be written, because the disk did not take them.',
      watch: {
        state: 'broken',
        when: { above: 0 },
        one: 'flow could not be written',
        many: 'flows could not be written',
        fix: ROOM,
      },
    },
    lessCompressed: {
      name: 'flowviewer_less_compressed_flows_total',
      kind: 'counter',
      help: 'Flows that were compressed less than asked, to keep up.',
      watch: {
        state: 'note',
        when: { above: 0 },
        one: 'flow was compressed less than asked, to keep up',
        many: 'flows were compressed less than asked, to keep up',
        fix: 'Files are larger for it; a lower -z takes less of the processor.',
      },
    },
    waiting: {
      name: 'flowviewer_waiting_bytes',
      kind: 'gauge',
      help: 'Records in memory that are not written yet.',
      watch: {
        state: 'note',
        when: { above: 64 * 2 ** 20 },
        one: 'octet of records waits for the disk',
        many: 'octets of records wait for the disk',
        fix: 'The disk or the compression is too slow: a lower -z, or a faster disk. At 256 MiB records are dropped.',
      },
    },
    closedFiles: { name: 'flowviewer_closed_files_total', kind: 'counter', help: 'Flow files that were completed.' },
    twinsWaiting: {
      name: 'flowviewer_waiting_twins',
      kind: 'gauge',
      help: 'Flow files that wait for their columnar twin.',
      watch: {
        state: 'note',
        when: { above: 8 },
        one: 'flow file waits for its columnar twin',
        many: 'flow files wait for their columnar twin',
        fix: 'Twins are made at low priority; the log says if flow-parquet fails.',
      },
    },
    free: {
      name: 'flowviewer_free_bytes',
      kind: 'gauge',
      help: 'Room on the disk that flow files are written to.',
      watch: {
        state: 'broken',
        when: { below: 256 * 2 ** 20 },
        one: 'octet is left on the disk of the flow files',
        many: 'octets are left on the disk of the flow files',
        fix: ROOM,
      },
    },
  },
  'flow-fanout': {
    ...RECEIVED,
    sendDrops: {
      name: 'flowviewer_send_dropped_datagrams_total',
      kind: 'counter',
      help: 'Datagrams that could not be sent to a destination.',
      watch: {
        state: 'broken',
        when: { above: 0 },
        one: 'datagram could not be sent on',
        many: 'datagrams could not be sent on',
        fix: 'Its log names the destination: see that it can be reached and listens.',
      },
    },
    waiting: { name: 'flowviewer_waiting_datagrams', kind: 'gauge', help: 'Datagrams that wait to be sent.' },
  },
  FlowTracker_Collector: {
    ...PASSES,
    periodEnd: {
      name: 'flowviewer_collected_until_seconds',
      kind: 'gauge',
      help: 'End of the last period that was collected, seconds since 1970.',
    },
    trackings: { name: 'flowviewer_trackings', kind: 'gauge', help: 'Trackings that the last pass stored values of.' },
    values: { name: 'flowviewer_values_total', kind: 'counter', help: 'Values that were stored.' },
    unknown: {
      name: 'flowviewer_unknown_values_total',
      kind: 'counter',
      help: 'Values among them that are unknown, because no flow of the source was there.',
    },
    queue: {
      name: 'flowviewer_waiting_messages',
      kind: 'gauge',
      help: 'Mails and webhooks of alerts that wait to be delivered.',
      watch: {
        state: 'note',
        when: { above: 0 },
        one: 'message of an alert waits to be delivered',
        many: 'messages of alerts wait to be delivered',
        fix: 'They are tried again. If that goes on, see the link of mail, and the log of the Collector.',
      },
    },
    sent: { name: 'flowviewer_sent_messages_total', kind: 'counter', help: 'Messages of alerts that were delivered.' },
    undeliverable: {
      name: 'flowviewer_undeliverable_messages_total',
      kind: 'counter',
      help: 'Messages of alerts that were given up.',
      watch: {
        state: 'broken',
        when: { above: 0 },
        one: 'message of an alert was given up',
        many: 'messages of alerts were given up',
        fix: 'They lie in "undeliverable" of mail_queue_directory; the log of the Collector says why.',
      },
    },
  },
  FlowTracker_Grapher: {
    ...PASSES,
    pictures: { name: 'flowviewer_pictures_total', kind: 'counter', help: 'Pictures that were drawn.' },
  },
  'flowviewer-httpd': {
    pages: { name: 'flowviewer_pages_total', kind: 'counter', help: 'Pages that were asked for.' },
    brokenPages: {
      name: 'flowviewer_broken_pages_total',
      kind: 'counter',
      help: 'Pages that were not made, because the process that was to make them ended.',
      watch: {
        state: 'note',
        when: { above: 0 },
        one: 'page was not made, because the process that was to make it ended',
        many: 'pages were not made, because the process that was to make them ended',
        fix: 'Its log in log_directory says which. Often the memory is not enough: lower query_memory, or -n.',
      },
    },
    givenUpPages: {
      name: 'flowviewer_given_up_pages_total',
      kind: 'counter',
      help: 'Pages that were given up: their reader had gone, or they took too long.',
    },
    workers: { name: 'flowviewer_workers', kind: 'gauge', help: 'Processes that make pages or are ready to.' },
    waitingPages: {
      name: 'flowviewer_pages_in_work',
      kind: 'gauge',
      help: 'Pages that are being made or wait for a process.',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Metric>>>>;

export type Program = keyof typeof METRICS;

export type MetricKey<P extends Program> = keyof (typeof METRICS)[P] & string;

/** A value for each row of a program; undefined where it is not known. */
export type Values<P extends Program> = { readonly [K in MetricKey<P>]: number | undefined };

/** The rows of a program, in their order. */
export function metricsOf(program: Program): readonly (readonly [key: string, metric: Metric])[] {
  return Object.entries(METRICS[program]);
}

/** Rows that every program has, about its status itself. */
export const COMMON_METRICS = {
  started: { name: 'flowviewer_start_time_seconds', kind: 'gauge', help: 'When the daemon started.' },
  written: {
    name: 'flowviewer_status_time_seconds',
    kind: 'gauge',
    help: 'When it told all this; older than two minutes: it hangs.',
  },
} as const satisfies Readonly<Record<string, Metric>>;
