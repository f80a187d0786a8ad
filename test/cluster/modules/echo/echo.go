package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// received is a request as the app saw it. Path is the target of the request line, byte for byte.
type received struct {
	Pod       string      `json:"pod"`
	Method    string      `json:"method"`
	Path      string      `json:"path"`
	Host      string      `json:"host"`
	Headers   http.Header `json:"headers"`
	BodyBytes int64       `json:"bodyBytes"`
	Caller    *caller     `json:"caller,omitempty"`
}

const largest = 64 << 20

func (m *memory) echo(w http.ResponseWriter, r *http.Request) {
	request := received{os.Getenv("HOSTNAME"), r.Method, r.RequestURI, r.Host, r.Header, 0, callerOf(r.TLS)}
	size, err := io.Copy(io.Discard, r.Body)
	request.BodyBytes = size
	m.remember(request)
	if err != nil {
		http.Error(w, "the body could not be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	asked := r.URL.Query()
	status := number(asked, "status", 200, 599)
	if status == 0 {
		status = http.StatusOK
	}
	if delay, err := time.ParseDuration(asked.Get("delay")); err == nil {
		time.Sleep(min(delay, time.Minute))
	}
	log.Printf("%s %s %d", r.Method, r.RequestURI, status)
	w.Header().Set("Content-Type", "application/json")
	for _, header := range asked["header"] {
		if name, value, found := strings.Cut(header, ":"); found {
			w.Header().Add(name, value)
		}
	}
	if length := number(asked, "headerBytes", 1, 1<<20); length > 0 {
		w.Header().Set("X-Large", strings.Repeat("x", length))
	}
	w.WriteHeader(status)
	if status == http.StatusNoContent || status == http.StatusNotModified {
		return
	}
	switch length, chunks := number(asked, "bytes", 1, largest), number(asked, "chunks", 1, 1000); {
	case length > 0:
		io.Copy(w, bytes.NewReader(bytes.Repeat([]byte("x"), length)))
	case chunks > 0:
		stream(w, chunks)
	default:
		json.NewEncoder(w).Encode(request)
	}
}

func stream(w http.ResponseWriter, chunks int) {
	controller := http.NewResponseController(w)
	for chunk := range chunks {
		fmt.Fprintf(w, "{\"chunk\":%d}\n", chunk)
		controller.Flush()
		time.Sleep(100 * time.Millisecond)
	}
}

// number is the query's value of that name, or 0 where there is none within the bounds.
func number(asked url.Values, name string, least, most int) int {
	value, err := strconv.Atoi(asked.Get(name))
	if err != nil || value < least || value > most {
		return 0
	}
	return value
}
