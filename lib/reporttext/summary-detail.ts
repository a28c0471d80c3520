/** The text that flow-rptfmt makes of a report without rows: totals, averages and distributions (reference section 5.19). */
import { ReportTextError, type Section } from './parse.js';

/** Column of `# rec1` and its label; the labels are filled up to a width. */
const TOTALS: readonly (readonly [column: string, label: string])[] = [
  ['ignores', 'Ignores:'],
  ['flows', 'Total Flows:'],
  ['octets', 'Total Octets:'],
  ['packets', 'Total Packets:'],
  ['duration', 'Total Duration (ms):'],
];

/** The same of `# rec2`. The original calls the last export time real time, and the sizes packets and flows per second. */
const AVERAGES: readonly (readonly [column: string, label: string])[] = [
  ['time_real', 'Last Export (Unix):'],
  ['aflowtime', 'Average Flow Time:'],
  ['aps', 'Average Packet Size:'],
  ['afs', 'Average Flow Size:'],
  ['apf', 'Average Packets/Flow:'],
  ['fps', 'Flows/Second:'],
  ['fps_real', 'Flows/Second (real):'],
];

const LABEL_WIDTH = 25;

/** `#` stands for the next class of `# rec2`; the blanks are as they have always been. */
const DISTRIBUTIONS = `
Average IP packet size distribution:

   1-32   64   96  128  160  192  224  256  288  320  352  384  416  448  480
   # # # # # # # # # # # # # # # 

    512  544  576 1024 1536 2048 2560 3072 3584 4096 4608
   # # # # # # # # # # # 

Packets per flow distribution:

      1    2    4    8   12   16   20   24   28   32   36   40   44   48   52
   # # # # # # # # # # # # # # # 

     60  100  200  300  400  500  600  700  800  900 >900
    # # # # # # # # # # # 

Octets per flow distribution:

     32   64  128  256  512 1280 2048 2816 3584 4352 5120 5888 6656 7424 8192
   # # # # # # # # # # # # # # # 

   8960 9728 10496 11264 12032 12800 13568 14336 15104 15872 >15872
   # #  #  #  #  #  #  #  #  #  #  

Flow Time Distribution (ms):

    10    50  100  200  500 1000 2000 3000 4000 5000 6000 7000 8000 9000 10000
   # # # # # # # # # # # # # # # 

  12000 14000 16000 18000 20000 22000 24000 26000 28000 30000 >30000
   #  #  #  #  #  #  #  #  #  #  # 
`;

/** `.050` of 0.050000. */
function share(text: string): string {
  return Number(text).toFixed(3).replace(/^0/, '').slice(0, 4);
}

function labelled({ headings, rows, line }: Section, labels: readonly (readonly [string, string])[]): string {
  let text = '';
  for (const [column, label] of labels) {
    const value = rows[0]?.[headings.indexOf(column)];
    if (value === undefined) throw new ReportTextError(line, `it has no column ${column}`);
    text += `${label.padEnd(LABEL_WIDTH)}${value}\n`;
  }
  return text;
}

/** @throws ReportTextError if a column is missing */
export function totalsText(totals: Section): string {
  return labelled(totals, TOTALS);
}

/** @throws ReportTextError if a column is missing */
export function detailText(detail: Section): string {
  const classes = detail.rows[0]?.slice(AVERAGES.length) ?? [];
  const places = DISTRIBUTIONS.split('#').length - 1;
  if (classes.length !== places)
    throw new ReportTextError(detail.line, `it has ${classes.length} classes of distributions instead of ${places}`);
  const next = classes.values();
  return `${labelled(detail, AVERAGES)}${DISTRIBUTIONS.replace(/#/g, () => share(next.next().value ?? ''))}`;
}
