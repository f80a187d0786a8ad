import { killTable } from './kill-run.ts';
import { ANNOTATIONS } from './life.ts';

killTable(
  'killed before and after every write of its life, a policy ends as if nothing had happened',
  ANNOTATIONS,
);
