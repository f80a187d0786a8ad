import { killTable } from './kill-run.ts';
import { GATE } from './life.ts';

// Each of its lives waits for a gate that never answers: the moments before a write are those after the one before.
killTable('killed at every write by which a gate comes, changes and is left, all ends as ever', GATE, [
  'after',
]);
