package browsertls

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestCertificateIsChecked(t *testing.T) {
	for proto := range names() {
		asked := make(chan struct{}, 10)
		o := newOrigin(t, proto, func(http.ResponseWriter, *http.Request) { asked <- struct{}{} })
		_, port, err := net.SplitHostPort(o.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		for name, try := range map[string]struct {
			by      *Transport
			address string
		}{
			"of an authority that is not ours": {newTransport(t, Options{}), o.URL},
			"of another name":                  {o.transport(t, Options{}), "https://localhost:" + port},
		} {
			if _, err := try.by.RoundTrip(request(t, t.Context(), try.address)); err == nil || !strings.Contains(err.Error(), "x509: ") {
				t.Errorf("a certificate %s: error %v", name, err)
			}
		}
		_, at, _ := connecting(t, true)
		if _, err := newTransport(t, Options{Proxy: http.ProxyURL(at)}).RoundTrip(request(t, t.Context(), o.URL)); err == nil {
			t.Error("a proxy with a certificate of an authority that is not ours is believed")
		} else if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
			t.Errorf("error %v", err)
		}
		if len(asked) > 0 {
			t.Errorf("%d requests reached the server", len(asked))
		}
		o.waitOpen(t, 0)
	}
}

// A server that is not believed is left, whether it closes the connection or not.
func TestRefusedServerIsLeft(t *testing.T) {
	o := httptest.NewUnstartedServer(nil)
	o.Config.ErrorLog = log.New(io.Discard, "", 0)
	o.StartTLS()
	defer o.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	left := make(chan error, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			left <- err
			return
		}
		defer c.Close()
		if err := tls.Server(c, &tls.Config{Certificates: o.TLS.Certificates}).Handshake(); err == nil {
			left <- errors.New("the client shakes hands")
			return
		}
		_, err = io.Copy(io.Discard, c)
		left <- err
	}()
	if _, err := newTransport(t, Options{}).RoundTrip(request(t, t.Context(), (&url.URL{Scheme: "https", Host: l.Addr().String()}).String())); err == nil {
		t.Error("a server that nobody vouches for is believed")
	}
	if err := wait(t, left, "the end of the connection"); err != nil {
		t.Error(err)
	}
}
