package main

import (
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"quotewire/internal/outbound/browsertls"
)

// greased says whether a hello holds the values that browsers make up (RFC 8701), which
// Go's does not.
func greased(h *tls.ClientHelloInfo) bool {
	return slices.ContainsFunc(h.CipherSuites, func(id uint16) bool { return id&0x0f0f == 0x0a0a && id>>8 == id&0xff })
}

func TestFingerprintIsWired(t *testing.T) {
	for name, chrome := range map[string]bool{"go": false, "chrome": true} {
		hellos := make(chan bool, 100)
		secured := httptest.NewUnstartedServer(http.NotFoundHandler())
		secured.TLS = &tls.Config{GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
			hellos <- greased(h)
			return nil, nil
		}}
		secured.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo) // nobody believes it
		secured.StartTLS()
		_, port, err := net.SplitHostPort(secured.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		s := start(t, "QUOTEWIRE_FINGERPRINT="+name, "QUOTEWIRE_YAHOO_URL=https://localhost:"+port)
		if got, _ := status(t, s.URL()+"/api/quotes/NVDA"); got != 502 {
			t.Errorf("%s: a quote of a server that is not believed: %d", name, got)
		}
		select {
		case got := <-hellos:
			if got != chrome {
				t.Errorf("%s: the hello of a browser: %t", name, got)
			}
		case <-time.After(patience):
			t.Errorf("%s: no hello", name)
		}
		secured.Close()

		agents := make(chan string, 100)
		plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			agents <- r.UserAgent()
			http.NotFound(w, r)
		}))
		s = start(t, "QUOTEWIRE_FINGERPRINT="+name, "QUOTEWIRE_YAHOO_URL="+plain.URL)
		status(t, s.URL()+"/api/quotes/NVDA")
		select {
		case got := <-agents:
			if (got == browsertls.UserAgent) != chrome {
				t.Errorf("%s: User-Agent %q", name, got)
			}
		case <-time.After(patience):
			t.Errorf("%s: no request", name)
		}
		plain.Close()
	}
}
