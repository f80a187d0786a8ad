package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
)

// caller is the certificate that a caller showed, verified.
type caller struct {
	Subject  string   `json:"subject"`
	Serial   string   `json:"serial"`
	DNSNames []string `json:"dnsNames"`
	URIs     []string `json:"uris"`
}

func callerOf(state *tls.ConnectionState) *caller {
	if state == nil || len(state.VerifiedChains) == 0 {
		return nil
	}
	shown := state.VerifiedChains[0][0]
	uris := []string{}
	for _, uri := range shown.URIs {
		uris = append(uris, uri.String())
	}
	return &caller{shown.Subject.String(), fmt.Sprintf("%X", shown.SerialNumber), append([]string{}, shown.DNSNames...), uris}
}

// pairFiles are paths: of the app's certificate and its key, and of the CA of its callers; without it, anybody may call.
type pairFiles struct{ certificate, key, authority string }

// secureServer serves by a certificate, and lets in only who shows one of the CA. The files are read at each handshake:
// what was mounted anew counts at once.
func secureServer(address string, files pairFiles, memory *memory) *http.Server {
	config := func(*tls.ClientHelloInfo) (*tls.Config, error) {
		pair, err := tls.LoadX509KeyPair(files.certificate, files.key)
		if err != nil {
			return nil, err
		}
		if files.authority == "" {
			return &tls.Config{Certificates: []tls.Certificate{pair}}, nil
		}
		pem, err := os.ReadFile(files.authority)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		return &tls.Config{
			Certificates: []tls.Certificate{pair},
			ClientCAs:    pool,
			ClientAuth:   tls.RequireAndVerifyClientCert,
		}, nil
	}
	return &http.Server{
		Addr:      address,
		Handler:   http.HandlerFunc(memory.echo),
		TLSConfig: &tls.Config{GetConfigForClient: config},
		ErrorLog:  log.New(refusals{memory}, "", 0),
	}
}

// refusals takes what an http.Server logs and counts the handshakes that failed.
type refusals struct{ memory *memory }

func (r refusals) Write(line []byte) (int, error) {
	if _, reason, found := strings.Cut(string(line), "TLS handshake error from "); found {
		_, reason, _ = strings.Cut(reason, ": ")
		r.memory.refuse(strings.TrimSpace(reason))
	}
	return log.Writer().Write(line)
}
