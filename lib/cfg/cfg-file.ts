/** Where the configuration files are if no option names one. */
import { join } from 'node:path';

/** The file of the directory `FLOW_TOOLS_CFGDIR`, else /etc/flow-tools/cfg. */
export function cfgFile(name: 'filter' | 'mask' | 'tag' | 'xlate' | 'stat' | 'element'): string {
  return join(process.env['FLOW_TOOLS_CFGDIR'] ?? '/etc/flow-tools/cfg', `${name}.cfg`);
}
