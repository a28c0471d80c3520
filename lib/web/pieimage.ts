/** FlowViewer_Pie.cgi: the picture of a pie chart, of the numbers in its address. */
import { piePicture } from '../graph/piepicture.js';
import { HttpError } from './httperror.js';
import type { Handler } from './http.js';
import { readPieParameters } from './pieaddress.js';
import { respond } from './respond.js';

/** Its address says all that a picture shows but the colours. */
const KEPT = { 'Cache-Control': 'private, max-age=3600' } as const;

/** @throws HttpError for an address that describes no pie chart */
export const pieImage: Handler = ({ query }, { configuration }) => {
  const asked = readPieParameters(query);
  if (typeof asked === 'string') return Promise.reject(new HttpError(400, asked));
  const { pie, width, scheme } = asked;
  const picture = piePicture(pie, { width, scheme, colours: configuration.pie_colors, fonts: configuration });
  return Promise.resolve(respond(200, 'image/png', picture, KEPT));
};
