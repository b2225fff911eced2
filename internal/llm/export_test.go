package llm

import (
	"net/http"
	"time"
)

// NewTransport is the transport that a Client makes for itself.
func NewTransport(connect time.Duration) *http.Transport { return newTransport(connect) }
