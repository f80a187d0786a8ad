// Command echo answers every request with what it received, as JSON, and logs a line for each.
//
//	?status=404  answers with that status
//	?delay=1.5s  waits before it answers
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"
)

type received struct {
	Pod       string      `json:"pod"`
	Method    string      `json:"method"`
	Path      string      `json:"path"`
	Host      string      `json:"host"`
	Headers   http.Header `json:"headers"`
	BodyBytes int64       `json:"bodyBytes"`
}

func echo(w http.ResponseWriter, r *http.Request) {
	size, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, "the body could not be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	status := http.StatusOK
	if asked, err := strconv.Atoi(r.URL.Query().Get("status")); err == nil && asked >= 200 && asked <= 599 {
		status = asked
	}
	if asked, err := time.ParseDuration(r.URL.Query().Get("delay")); err == nil {
		time.Sleep(min(asked, time.Minute))
	}
	log.Printf("%s %s %d", r.Method, r.RequestURI, status)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if status != http.StatusNoContent && status != http.StatusNotModified {
		json.NewEncoder(w).Encode(received{os.Getenv("HOSTNAME"), r.Method, r.RequestURI, r.Host, r.Header, size})
	}
}

func main() {
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	log.Print("listening on :8080")
	log.Fatal(http.ListenAndServe(":8080", http.HandlerFunc(echo)))
}
