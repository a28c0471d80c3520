/**
 * One question of ../questions.ts, answered as a reporting process answers it:
 *   node answer-question.js NAME DIRECTORY
 */
import { ourAnswer } from '../answers.js';
import { question } from '../questions.js';

const [, , name = '', directory = ''] = process.argv;
void ourAnswer(question(name), directory).then((answer) => {
  process.stdout.write(answer);
  process.exit(); // the engine's threads need not be waited for
});
