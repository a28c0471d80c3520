import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { FlowFileError } from '../../lib/ftfile/error.js';
import { fileNote, remedy, sumUp } from '../../lib/store/notes.js';

const refused = (file: string, code: string) =>
  fileNote(
    new FlowFileError('unreadable', file, 0, 'cannot be read', {
      cause: Object.assign(new Error(`${file}!`), { code }),
    }),
  );

describe('notes about files', () => {
  it('name the user who lacks the permission', () => {
    const { text } = refused('/flows/ft-1', 'EACCES');
    const { username } = userInfo();
    assert.equal(text, `The flow file /flows/ft-1 cannot be read: give the user ${username} permission to read it.`);
    assert.match(remedy(Object.assign(new Error('no'), { code: 'EPERM' })), new RegExp(`user ${username} permission`));
  });

  it('are summed up for each reason, where the first of them was', () => {
    const damaged = { code: 'damaged-file', text: 'Damaged.' } as const;
    const notes = sumUp([
      refused('/f/1', 'EACCES'),
      damaged,
      refused('/f/2', 'EIO'),
      refused('/f/3', 'EACCES'),
      refused('/f/4', 'EACCES'),
      refused('/f/5', 'ELOOP'),
      refused('/f/6', 'ELOOP'),
    ]);
    assert.deepEqual(
      notes.map(({ text }) => text),
      [
        `3 flow files cannot be read: give the user ${userInfo().username} permission to read them. The first is /f/1, the last /f/4.`,
        'Damaged.',
        'The flow file /f/2 cannot be read: check the disk.',
        '2 flow files cannot be read: ELOOP. The first is /f/5, the last /f/6.',
      ],
    );
  });
});
