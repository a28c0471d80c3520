/** The pages of the manual. */
import { FLOW_CAPTURE } from './commands/flow-capture.js';
import { FLOW_CAT } from './commands/flow-cat.js';
import { FLOW_DSCAN } from './commands/flow-dscan.js';
import { FLOW_EXPIRE } from './commands/flow-expire.js';
import { FLOW_EXPORT } from './commands/flow-export.js';
import { FLOW_FANOUT } from './commands/flow-fanout.js';
import { FLOW_FILTER } from './commands/flow-filter.js';
import { FLOW_GEN } from './commands/flow-gen.js';
import { FLOW_HEADER } from './commands/flow-header.js';
import { FLOW_IMPORT } from './commands/flow-import.js';
import { FLOW_LOG2RRD } from './commands/flow-log2rrd.js';
import { FLOW_MASK } from './commands/flow-mask.js';
import { FLOW_MERGE } from './commands/flow-merge.js';
import { FLOW_NFILTER } from './commands/flow-nfilter.js';
import { FLOW_PARQUET } from './commands/flow-parquet.js';
import { FLOW_PRINT } from './commands/flow-print.js';
import { FLOW_RECEIVE } from './commands/flow-receive.js';
import { FLOW_REPORT } from './commands/flow-report.js';
import { FLOW_RPT2RRD } from './commands/flow-rpt2rrd.js';
import { FLOW_RPTFMT } from './commands/flow-rptfmt.js';
import { FLOW_SEND } from './commands/flow-send.js';
import { FLOW_SPLIT } from './commands/flow-split.js';
import { FLOW_STAT } from './commands/flow-stat.js';
import { FLOW_TAG } from './commands/flow-tag.js';
import { FLOW_XLATE } from './commands/flow-xlate.js';
import { FLOWTRACKER_COLLECTOR } from './commands/flowtracker-collector.js';
import { FLOWTRACKER_GRAPHER } from './commands/flowtracker-grapher.js';
import { FLOWTRACKER_RECREATE } from './commands/flowtracker-recreate.js';
import { FLOWVIEWER_CHECK } from './commands/flowviewer-check.js';
import { CLEAN_AS_CACHE, CLEAN_HOST_CACHE } from './commands/clean-caches.js';
import { CLEAN_FILES } from './commands/clean-files.js';
import { FLOWVIEWER_CONFIG } from './commands/flowviewer-config.js';
import { FLOWVIEWER_HTTPD } from './commands/flowviewer-httpd.js';
import { FLOW_FILE } from './files/flow-file.js';
import { FLOW_FILTER_CFG } from './files/flow-filter-cfg.js';
import { FLOW_MASK_CFG } from './files/flow-mask-cfg.js';
import { FLOW_STAT_CFG } from './files/flow-stat-cfg.js';
import { FLOW_SYMBOLS } from './files/flow-symbols.js';
import { FLOW_TAG_CFG } from './files/flow-tag-cfg.js';
import { FLOW_XLATE_CFG } from './files/flow-xlate-cfg.js';
import { FLOWVIEWER_TOML } from './files/flowviewer-toml.js';
import { flowviewerPage } from './flowviewer.js';
import type { ManualPage } from './page.js';

const OTHERS: readonly ManualPage[] = [
  FLOW_CAPTURE,
  FLOW_CAT,
  FLOW_DSCAN,
  FLOW_EXPIRE,
  FLOW_EXPORT,
  FLOW_FANOUT,
  FLOW_FILTER,
  FLOW_GEN,
  FLOW_HEADER,
  FLOW_IMPORT,
  FLOW_LOG2RRD,
  FLOW_MASK,
  FLOW_MERGE,
  FLOW_NFILTER,
  FLOW_PARQUET,
  FLOW_PRINT,
  FLOW_RECEIVE,
  FLOW_REPORT,
  FLOW_RPT2RRD,
  FLOW_RPTFMT,
  FLOW_SEND,
  FLOW_SPLIT,
  FLOW_STAT,
  FLOW_TAG,
  FLOW_XLATE,
  FLOWTRACKER_COLLECTOR,
  FLOWTRACKER_GRAPHER,
  FLOWTRACKER_RECREATE,
  FLOWVIEWER_CHECK,
  FLOWVIEWER_CONFIG,
  FLOWVIEWER_HTTPD,
  CLEAN_AS_CACHE,
  CLEAN_FILES,
  CLEAN_HOST_CACHE,
  FLOW_FILE,
  FLOW_FILTER_CFG,
  FLOW_MASK_CFG,
  FLOW_STAT_CFG,
  FLOW_SYMBOLS,
  FLOW_TAG_CFG,
  FLOW_XLATE_CFG,
  FLOWVIEWER_TOML,
];

export const PAGES: readonly ManualPage[] = [flowviewerPage(OTHERS), ...OTHERS];
