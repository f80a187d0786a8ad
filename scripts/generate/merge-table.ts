import { MERGE_TABLE } from '../../operator/policy/merge-table.ts';

const BEGIN = '<!-- merge table: begin, written by `npm run generate` -->\n';
const END = '<!-- merge table: end -->';

/** The page with the table of the merge as the code has it. @throws when the page lacks the two comments. */
export const fillMergeTable = (page: string): string => {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`expected the comments "${BEGIN.trim()}" and "${END}"`);
  const rows = MERGE_TABLE.map(({ field, takenAs }) => `| \`${field}\` | ${takenAs} |\n`);
  const table = ['| field of `spec.defaults` | taken as |\n', '|---|---|\n', ...rows].join('');
  return page.slice(0, begin + BEGIN.length) + table + page.slice(end);
};
