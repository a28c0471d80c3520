/** The addresses that a report page leads to. */
import type { Configuration } from '../config/configuration.js';
import type { Question } from '../report/question.js';
import { PageLinks } from './pagelinks.js';
import type { ReportFormatName } from './reportformat.js';

export class ReportLinks extends PageLinks<ReportFormatName> {
  constructor(question: Question, configuration: Configuration) {
    super(question, configuration, { page: '', form: 'FlowViewer.cgi' });
  }
}
