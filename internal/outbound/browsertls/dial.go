package browsertls

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	utls "github.com/refraction-networking/utls"
	"golang.org/x/net/idna"
)

// What was not done in time.
var (
	errNoConnection = errors.New("no connection in time")
	errNoTunnel     = errors.New("no answer of the proxy in time")
	errNoHandshake  = errors.New("no TLS handshake in time")
)

// dial connects to addr, by way of the proxy of req where it has one, and shakes hands as
// a browser does. When ctx has ended its error is the cause of that.
func (t *Transport) dial(ctx context.Context, addr string, req *http.Request) (*utls.UConn, error) {
	name, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("read address: %w", err)
	}
	raw, err := t.reach(ctx, addr, req)
	if err != nil {
		return nil, err
	}
	c := utls.UClient(raw, &utls.Config{ServerName: name, RootCAs: t.options.Roots}, hello())
	if err = within(ctx, t.options.Patience, errNoHandshake, c.HandshakeContext); err != nil {
		_ = raw.Close() // it is of no use to anybody
		return nil, fmt.Errorf("shake hands: %w", err)
	}
	return c, nil
}

// address is the host and port of a request, as they are dialled.
func address(req *http.Request) string {
	name, port := strings.ToLower(req.URL.Hostname()), req.URL.Port()
	if ascii, err := idna.Lookup.ToASCII(name); err == nil {
		name = ascii // what is no name is dialled as it is, and fails
	}
	if port == "" {
		port = "443"
	}
	return net.JoinHostPort(name, port)
}

// within runs one step of a dial for no longer than patience. Its error is late when it
// took longer, and the cause of ctx when that has ended.
func within(ctx context.Context, patience time.Duration, late error, step func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, late)
	defer cancel()
	err := step(ctx)
	// A socket knows of the deadline too, and may be the first to find that it has come.
	if deadline, _ := ctx.Deadline(); err != nil && !time.Now().Before(deadline) {
		<-ctx.Done()
	}
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
