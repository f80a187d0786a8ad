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
  return edits.reduce((text, [what, by]) => {
    const edited = typeof by === 'string' ? text.replace(what, () => by) : text.replace(what, by);
    if (edited === text)
      throw new Error(`ingress-nginx's template has changed: nothing in it matches ${what}`);
    return edited;
  }, template);
}
