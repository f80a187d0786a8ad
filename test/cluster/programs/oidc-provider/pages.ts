const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const asText = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? '');

export function page(title: string, content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${asText(title)}</title><h1>${asText(title)}</h1>${content}</html>`;
}

/** The login form; what was wrong with the last try stands above it. */
export function loginPage(action: string, wrong?: string): string {
  return page(
    'Log in',
    `${wrong === undefined ? '' : `<p role="alert">${asText(wrong)}</p>`}
<form method="post" action="${asText(action)}">
<label>User <input name="user" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button type="submit">Log in</button>
</form>`,
  );
}
