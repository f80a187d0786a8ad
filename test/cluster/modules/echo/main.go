// Command echo is an app to put behind a gateway. On port 8080 it answers every request with what it received, as JSON,
// logs a line for each, and remembers what reached it. A query asks for other answers:
//
//	?status=404          answers with that status
//	?delay=1.5s          waits before it answers
//	?header=Name:Value   sets a header of the answer; may be given more than once
//	?headerBytes=8000    sets a header X-Large of that length
//	?bytes=1000000       answers with so many bytes in place of the JSON
//	?chunks=5            answers with so many lines, each sent as it is written, a tenth of a second apart
//
// What it remembers is told on port 8081, which no gateway leads to:
//
//	GET /requests     all counts since the last DELETE, and the last requests with their headers
//	DELETE /requests  forgets them
//	GET /healthz      answers 200
//
// A request that carries X-Test-Mark is counted by that value as well.
//
// With an argument, a folder that holds tls.crt, tls.key and ca.crt, the app speaks TLS on port 8443 in place of plain
// HTTP: only to who shows a certificate of that CA, which the answer then names as "caller". Handshakes that failed are
// counted by reason. The same with the flags that traefik/whoami takes for it, for which this app stands in:
// --port, --cert, --key and --cacert.
package main

import (
	"flag"
	"log"
	"net/http"
	"path/filepath"
)

func main() {
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	memory := newMemory()
	inside := http.NewServeMux()
	inside.HandleFunc("GET /requests", memory.tell)
	inside.HandleFunc("DELETE /requests", memory.forget)
	inside.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	go func() { log.Fatal(http.ListenAndServe(":8081", inside)) }()
	port := flag.String("port", "8443", "of TLS")
	files := pairFiles{}
	flag.StringVar(&files.certificate, "cert", "", "file of the certificate")
	flag.StringVar(&files.key, "key", "", "file of its key")
	flag.StringVar(&files.authority, "cacert", "", "file of the CA of callers")
	flag.Parse()
	if folder := flag.Arg(0); folder != "" {
		in := func(name string) string { return filepath.Join(folder, name) }
		files = pairFiles{in("tls.crt"), in("tls.key"), in("ca.crt")}
	}
	if files.certificate != "" {
		log.Print("listening on :" + *port)
		log.Fatal(secureServer(":"+*port, files, memory).ListenAndServeTLS("", ""))
	}
	log.Print("listening on :8080")
	// No ServeMux: it would answer a path that is not clean by a redirect of its own.
	log.Fatal(http.ListenAndServe(":8080", http.HandlerFunc(memory.echo)))
}
