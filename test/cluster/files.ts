import { access } from 'node:fs/promises';

/** Whether something exists at that path. */
export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
