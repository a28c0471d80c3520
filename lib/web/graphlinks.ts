/** The addresses that a graph's page leads to, the text report of the same flows among them. */
import type { Configuration } from '../config/configuration.js';
import type { GraphQuestion } from '../graph/graphquestion.js';
import type { GraphFormatName } from './graphformat.js';
import { formLink } from './link.js';
import { PageLinks } from './pagelinks.js';

export class GraphLinks extends PageLinks<GraphFormatName> {
  constructor(question: GraphQuestion, configuration: Configuration) {
    super(question, configuration, { page: 'FlowGrapher_Main.cgi', form: 'FlowGrapher.cgi' });
  }

  /** The pairs of addresses behind the graph, as a text report of the parts of flows inside its window. */
  report(): string {
    const change = { report: '10', flow_share: 'inside', sort: '', offset: '' };
    return formLink('FlowViewer_Main.cgi', this.configuration, this.form, change);
  }
}
