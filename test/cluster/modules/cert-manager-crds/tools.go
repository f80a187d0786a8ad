//go:build tools

// Package tools pins the version of cert-manager whose CRDs tests read from the module; nothing of it is built.
package tools

import _ "github.com/cert-manager/cert-manager/pkg/apis/certmanager"
