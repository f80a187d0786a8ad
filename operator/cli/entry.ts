/** What the bundle runs. An older Node is told here, before it meets what it does not know. */
const oldest = 24;

if (Number(process.versions.node.split('.')[0]) < oldest) {
  process.stderr.write(
    `apipolicy needs Node ${oldest} or newer, and this is ${process.version}. In a clone, npx apipolicy takes the right one.\n`,
  );
  process.exitCode = 2;
} else {
  const [{ run }, { endWithReader, processIo }] = await Promise.all([import('./main.ts'), import('./io.ts')]);
  endWithReader(process.stdout);
  process.exitCode = await run(process.argv.slice(2), processIo);
}
