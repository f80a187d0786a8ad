package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

const (
	// Beyond so many the oldest request is forgotten; the counts stay exact.
	requestsKept = 1000
	// Beyond so many paths or marks, a new one is counted as "(others)".
	namesKept = 10000
)

// memory is what reached the app since it started or was told to forget.
type memory struct {
	mutex    sync.Mutex
	total    int
	byPath   map[string]int
	byMark   map[string]int
	refused  map[string]int // handshakes, by reason
	requests []received     // a ring: the next one goes to total modulo requestsKept
}

func newMemory() *memory {
	return &memory{byPath: map[string]int{}, byMark: map[string]int{}, refused: map[string]int{}}
}

func (m *memory) remember(request received) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	path, _, _ := strings.Cut(request.Path, "?")
	count(m.byPath, path)
	if mark := request.Headers.Get("X-Test-Mark"); mark != "" {
		count(m.byMark, mark)
	}
	if len(m.requests) < requestsKept {
		m.requests = append(m.requests, request)
	} else {
		m.requests[m.total%requestsKept] = request
	}
	m.total++
}

func (m *memory) refuse(reason string) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	count(m.refused, reason)
}

// inOrder is what is kept, the oldest first.
func (m *memory) inOrder() []received {
	if len(m.requests) < requestsKept {
		return append([]received{}, m.requests...)
	}
	oldest := m.total % requestsKept
	return append(append([]received{}, m.requests[oldest:]...), m.requests[:oldest]...)
}

func count(counts map[string]int, name string) {
	if _, known := counts[name]; !known && len(counts) >= namesKept {
		name = "(others)"
	}
	counts[name]++
}

func (m *memory) tell(w http.ResponseWriter, _ *http.Request) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"total":    m.total,
		"byPath":   m.byPath,
		"byMark":   m.byMark,
		"refused":  m.refused,
		"requests": m.inOrder(),
	})
}

func (m *memory) forget(w http.ResponseWriter, _ *http.Request) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.total, m.requests = 0, nil
	m.byPath, m.byMark, m.refused = map[string]int{}, map[string]int{}, map[string]int{}
	w.WriteHeader(http.StatusNoContent)
}
