const bold = (text: string): string => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);

export function heading(text: string): void {
  console.log(`\n${bold(text)}\n`);
}

export function paragraph(text: string): void {
  console.log(`${text.trimEnd().replaceAll(/^/gm, '  ')}\n`);
}

/** What was asked, and what came back. */
export function show(asked: string, answer: string): void {
  console.log(`  ${asked}\n    → ${answer}`);
}
