//go:build tools

// Package tools pins what this module builds.
package tools

import _ "k8s.io/ingress-nginx/cmd/nginx"
