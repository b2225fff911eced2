package scrape

import (
	"context"
	"errors"
	"net"
)

// The faults of reading a page. Their texts may be shown to a client and to a
// model: they name neither an inner address nor what a server wrote.
var (
	// ErrURL is an address that is no page's: not http or https, without a
	// host, with a user, or not to be parsed.
	ErrURL = errors.New("not the URL of a web page")
	// ErrForbidden is an address, or a redirect to one, that the guard does not
	// open: an inner network, or a port that is not the web's.
	ErrForbidden = errors.New("address is not open to the outside")
	// ErrRobots is a page that its site asks programs not to read.
	ErrRobots = errors.New("site's robots.txt asks programs not to read this page")
	// ErrBlocked is a page that its site refuses to us: 401, 403, 407, 429, 451
	// and 999, and a check for robots in its place.
	ErrBlocked = errors.New("site refuses to show the page to us")
	// ErrNotFound is a page that does not exist: 404 and 410, and a host that
	// has no address.
	ErrNotFound = errors.New("no such page")
	// ErrTooLarge is a page that is larger than what we read, compressed or
	// not, or built to be so.
	ErrTooLarge = errors.New("page is too large")
	// ErrUnsupported is a page that is neither HTML, text, PDF, feed nor JSON,
	// or that cannot be decoded.
	ErrUnsupported = errors.New("content is of a kind that cannot be read as text")
	// ErrUnavailable is a site that failed, did not answer in time or broke
	// off, or a browser that failed twice under the page.
	ErrUnavailable = errors.New("page is not available")
	// ErrBusy is a page that has to wait for too many others.
	ErrBusy = errors.New("too many pages are being read")
	// ErrEmpty is a page without text.
	ErrEmpty = errors.New("page has no text")
	// ErrPart is the number of a part that the page does not have.
	ErrPart = errors.New("page has no such part")
	// ErrBrowser is a browser that was named and is not there, or does not start.
	// Pages are read without it.
	ErrBrowser = errors.New("browser cannot be used")
	// ErrReader is a process that makes text of pages and does not start: no page is
	// read.
	ErrReader = errors.New("process that reads pages does not start")
	// ErrClosed is what a closed Scraper answers.
	ErrClosed = errors.New("scraper is closed")

	errTimeout   = errors.New("no complete answer in time")
	errNoBrowser = errors.New("no browser")
)

// worded is err as one of the sentinels above: what a connection, a resolver or a
// TLS handshake says is ErrUnavailable, without its text, which names addresses.
// It is ctx's cause when ctx has ended.
func worded(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if own := ours(err); own != nil {
		return own
	}
	if ctx.Err() != nil {
		cause := context.Cause(ctx)
		if errors.Is(cause, errTimeout) {
			return wrap(ErrUnavailable, "no complete answer in time")
		}
		return cause
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return wrap(ErrNotFound, "its host has no address")
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return wrap(ErrUnavailable, "no answer in time")
	}
	return wrap(ErrUnavailable, "its connection failed")
}

// ours is the part of err that this package made, nil when there is none. What
// net/http wraps around it names the address that was asked.
func ours(err error) error {
	if status, ok := errors.AsType[*statusError](err); ok {
		return status
	}
	if own, ok := errors.AsType[*fault](err); ok {
		return own
	}
	for _, sentinel := range []error{
		ErrURL, ErrForbidden, ErrRobots, ErrBlocked, ErrNotFound, ErrTooLarge, ErrUnsupported,
		ErrUnavailable, ErrBusy, ErrEmpty, ErrPart, ErrClosed,
	} {
		if errors.Is(err, sentinel) {
			return sentinel
		}
	}
	return nil
}

func named(err error) bool { return ours(err) != nil }

// fault is a sentinel with what it was about.
type fault struct {
	sentinel error
	detail   string
}

func wrap(sentinel error, detail string) error { return &fault{sentinel: sentinel, detail: detail} }

func (f *fault) Error() string { return f.sentinel.Error() + ": " + f.detail }
func (f *fault) Unwrap() error { return f.sentinel }
