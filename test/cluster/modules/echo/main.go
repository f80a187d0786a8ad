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
// counted by reason.
package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	memory := newMemory()
	inside := http.NewServeMux()
	inside.HandleFunc("GET /requests", memory.tell)
	inside.HandleFunc("DELETE /requests", memory.forget)
	inside.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	go func() { log.Fatal(http.ListenAndServe(":8081", inside)) }()
	if len(os.Args) > 1 {
		log.Print("listening on :8443")
		log.Fatal(secureServer(os.Args[1], memory).ListenAndServeTLS("", ""))
	}
	log.Print("listening on :8080")
	// No ServeMux: it would answer a path that is not clean by a redirect of its own.
	log.Fatal(http.ListenAndServe(":8080", http.HandlerFunc(memory.echo)))
}
