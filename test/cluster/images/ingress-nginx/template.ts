/** Lua and what it stands on, in the order in which nginx has to load them. */
const dynamicModules = [
  'ndk_http_module',
  'ngx_http_set_misc_module',
  'ngx_http_lua_module',
  'ngx_http_headers_more_filter_module',
  'ngx_stream_module',
];

const stream = `stream {
    error_log  {{ $cfg.ErrorLogPath }} {{ $cfg.ErrorLogLevel }};
    server { listen 127.0.0.1:{{ .StreamPort }}; access_log off; return ""; }
}
`;

/**
 * The controller's template for nginx 1.22 as Debian builds it: modules are loaded, HTTP/2 is a parameter of `listen`
 * (the directive came with 1.25), and the stream block does without Lua (Debian has no stream-lua).
 */
export function adaptTemplate(template: string): string {
  const load = dynamicModules.map((name) => `load_module /usr/lib/nginx/modules/${name}.so;\n`).join('');
  const edits: [what: RegExp, by: string | ((all: string, host: string) => string)][] = [
    [/^pid \{\{ \.PID \}\};\n/m, (all) => all + load],
    [/\{\{ if \$cfg\.UseHTTP2 \}\}\s*http2 on;\s*\{\{ end \}\}/, ''],
    [
      /\{\{ buildHTTPSListener \$all (\S+) \}\}/g,
      (_all, host) =>
        `{{ range $l := split (buildHTTPSListener $all ${host}) ";" }}{{ if trimSpace $l }}` +
        '{{ $l }}{{ if $all.Cfg.UseHTTP2 }} http2{{ end }};{{ end }}{{ end }}',
    ],
    [/^stream \{\n[\s\S]*?\n\}\n/m, stream],
  ];
  return edits.reduce((text, [what, by]) => edited(text, what, by), template);
}

/**
 * The controller tells nginx of new endpoints with a time in whole seconds, and nginx's workers take what is newer than
 * what they have. Two changes within a second, which only our `--sync-rate-limit` allows, would leave them with the
 * first for good; milliseconds keep the two apart.
 */
export function adaptConfigurationLua(code: string): string {
  return edited(code, /local raw_backends_last_synced_at = ngx\.time\(\)/, (all) =>
    all.replace('time()', 'now()'),
  );
}

function edited(text: string, what: RegExp, by: string | ((all: string, host: string) => string)): string {
  const result = typeof by === 'string' ? text.replace(what, () => by) : text.replace(what, by);
  if (result === text) throw new Error(`ingress-nginx's files have changed: nothing in them matches ${what}`);
  return result;
}
