package scrape

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"quotewire/internal/fairqueue"
)

// fetcher asks for pages by plain HTTP.
type fetcher struct {
	guard     *guard
	transport *http.Transport
	hosts     *hosts
	robots    *robots
	userAgent string
	timeout   time.Duration
	maxBody   int64
	large     *fairqueue.Queue // for bodies that are not small, until text was made of them
}

// largeBodies is how many such bodies are in memory at once.
const largeBodies = 4

// order says what to fetch and how.
type order struct {
	url    *url.URL
	robots bool      // whether robots.txt must admit each hop
	old    *document // what is known of the page, to ask only for news of it
}

// answer is what came of an order. A fresh document needs no body.
type answer struct {
	url         *url.URL // after redirects
	header      http.Header
	body        []byte
	cut         bool // the body went on
	notModified bool
	release     func() // gives back the place of a large body
}

// fetch follows o to its page. Its error is one of the package's or ctx's cause.
func (f *fetcher) fetch(ctx context.Context, o order) (*answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, f.timeout, errTimeout)
	defer cancel()
	client := newClient(f.transport)
	for hop := 0; ; hop++ {
		a, next, err := f.hop(ctx, client, o)
		if err != nil {
			return nil, worded(ctx, err)
		}
		if next == nil {
			return a, nil
		}
		if hop == maxHops {
			return nil, wrap(ErrUnavailable, "it redirects more than "+strconv.Itoa(maxHops)+" times")
		}
		o.url = next
	}
}

// hop asks one address. It gives an answer or where it redirects to.
func (f *fetcher) hop(ctx context.Context, client *http.Client, o order) (*answer, *url.URL, error) {
	if err := f.guard.checkParsed(o.url); err != nil {
		return nil, nil, err
	}
	if o.robots {
		if err := f.robots.check(ctx, o.url); err != nil {
			return nil, nil, err
		}
	}
	leave, err := f.hosts.enter(ctx, o.url.Host)
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, o.url.String(), nil)
	if err != nil {
		return nil, nil, wrap(ErrURL, "it cannot be asked for")
	}
	setHeaders(req.Header, f.userAgent)
	if o.old != nil && o.old.page.URL == o.url.String() {
		o.old.validators(req.Header)
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	if next, err := redirect(o.url, resp); next != nil || err != nil {
		return nil, next, err
	}
	return f.read(ctx, o.url, resp)
}

func (f *fetcher) read(ctx context.Context, u *url.URL, resp *http.Response) (*answer, *url.URL, error) {
	a := &answer{url: u, header: resp.Header, notModified: resp.StatusCode == http.StatusNotModified, release: func() {}}
	if err := statusFault(resp.StatusCode); err != nil {
		return nil, nil, err
	}
	if a.notModified {
		return a, nil, nil
	}
	var err error
	a.body, a.cut, err = readBody(resp, f.maxBody, func() error {
		leave, err := f.large.Enter(ctx)
		if errors.Is(err, errTimeout) {
			return wrap(ErrBusy, "too many large pages are being read")
		}
		if err == nil {
			a.release = leave
		}
		return err
	})
	if err != nil {
		a.release()
		return nil, nil, err
	}
	return a, nil, nil
}

// redirect is where resp sends us, or nil when it does not.
func redirect(from *url.URL, resp *http.Response) (*url.URL, error) {
	if !slices.Contains([]int{301, 302, 303, 307, 308}, resp.StatusCode) {
		return nil, nil
	}
	location := resp.Header.Get("Location")
	if location == "" || len(location) > maxURL {
		return nil, wrap(ErrUnavailable, "it redirects to nowhere")
	}
	next, err := from.Parse(location)
	if err != nil {
		return nil, wrap(ErrUnavailable, "it redirects to what is no URL")
	}
	next.Fragment = cmp.Or(next.Fragment, from.Fragment)
	return next, nil
}
