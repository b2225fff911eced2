package yahoo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"time"

	"quotewire/internal/fairqueue"
	"quotewire/internal/market"
)

// transport asks Yahoo over HTTP: with a cap on bodies, a timeout and a few
// requests at once, the crumb where one is wanted, and the breaker around all.
type transport struct {
	client    *http.Client
	api       *url.URL
	userAgent string
	timeout   time.Duration // of one request, and of the wait for a turn
	maxBody   int64
	turns     *fairqueue.Queue
	breaker   *breaker
	health    health
	crumbs    *crumbs
	metrics   *metrics
	logger    *slog.Logger
}

// request is one question to Yahoo's API.
type request struct {
	path   string
	query  url.Values
	symbol string // for errors
	crumb  bool   // the endpoint wants cookie and crumb
	// read takes what it needs from a good answer's body. Its error is an *Error:
	// the request is counted by it.
	read func(body []byte) error
}

// defaultRoundTripper is the standard one with bounds on dialling, so that a dead
// route is known long before the request's timeout.
func defaultRoundTripper(perHost int) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	t.TLSHandshakeTimeout = 5 * time.Second
	t.MaxIdleConnsPerHost = perHost
	t.ForceAttemptHTTP2 = true
	return t
}

// ask puts r to Yahoo. An old crumb is renewed once, a broken connection or a
// server fault tried again once, a refusal never.
func (t *transport) ask(ctx context.Context, r request) error {
	return twice(ctx, func() error { return t.askWithCrumb(ctx, r) })
}

// twice runs try, and once more after a short pause when its error is one that a
// second try may not meet again.
func twice(ctx context.Context, try func() error) error {
	err := try()
	if !errors.Is(err, errTransient) || ctx.Err() != nil {
		return err
	}
	pause := time.NewTimer(150*time.Millisecond + rand.N(150*time.Millisecond))
	defer pause.Stop()
	select {
	case <-pause.C:
		return try()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// errTransient marks a server fault, and a broken connection by way of broken.
var errTransient = errors.New("transient")

// broken is a connection that broke: its text is the cause alone.
type broken struct{ error }

func (broken) Is(target error) bool { return target == errTransient }
func (b broken) Unwrap() error      { return b.error }

func (t *transport) askWithCrumb(ctx context.Context, r request) error {
	if !r.crumb {
		err := t.breaker.do(ctx, func() error { return t.send(ctx, r, nil) })
		if !errors.Is(err, errOldCrumb) {
			return err
		}
		// Asked for a crumb where none was needed before: give it one.
	}
	// A breaker that is open must not cost a refresh of the crumb.
	if pause := t.breaker.paused(); pause > 0 {
		return t.breaker.open(pause)
	}
	var old *credential
	for {
		cred, err := t.crumbs.credential(ctx, old)
		if err != nil {
			return err
		}
		err = t.breaker.do(ctx, func() error { return t.send(ctx, r, cred) })
		if !errors.Is(err, errOldCrumb) {
			return err
		}
		if old != nil {
			// Refused with a crumb fresh from the source: asking for ever more
			// crumbs is a storm.
			t.crumbs.coolDown(cred, err)
			return err
		}
		old = cred
	}
}

// send makes one HTTP request and reads its answer.
func (t *transport) send(ctx context.Context, r request, cred *credential) error {
	u := under(t.api, r.path)
	query := url.Values{}
	for k, v := range r.query {
		query[k] = v
	}
	if cred != nil {
		query.Set("crumb", cred.crumb)
	}
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return &market.Error{Kind: market.ErrUnavailable, Symbol: r.symbol, Err: err}
	}
	var jar http.CookieJar
	if cred != nil {
		jar = cred.jar
	}
	err = t.exchange(req, jar, func(resp *http.Response, body []byte) error {
		if err := judge(resp, body); err != nil {
			return err
		}
		return r.read(body)
	})
	if e, ok := errors.AsType[*market.Error](err); ok && e.Symbol == "" {
		e.Symbol = r.symbol
	}
	return err
}

// exchange waits for a turn, sends req, reads the capped body and gives both to
// read; it counts the outcome. Cookies go in and out of jar when there is one.
func (t *transport) exchange(req *http.Request, jar http.CookieJar, read func(*http.Response, []byte) error) error {
	ctx := req.Context()
	release, err := t.turn(ctx)
	if err != nil {
		return err
	}
	defer release()
	start := time.Now()
	err = t.roundTrip(req, jar, read)
	t.metrics.ended(ctx, start, err)
	t.health.note(ctx, err)
	return err
}

// turn waits until fewer than the allowed number of requests are under way, and
// fewer than half of it for the same client.
func (t *transport) turn(ctx context.Context) (release func(), err error) {
	waiting, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	began := time.Now()
	release, err = t.turns.Enter(waiting)
	t.metrics.waited.Observe(time.Since(began).Seconds())
	switch {
	case err == nil:
		return release, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	return nil, &market.Error{Kind: market.ErrUnavailable, Message: fmt.Sprintf("no turn within %s", t.timeout), RetryAfter: t.timeout, Err: market.ErrBusy}
}

func (t *transport) roundTrip(req *http.Request, jar http.CookieJar, read func(*http.Response, []byte) error) error {
	ctx, cancel := context.WithTimeoutCause(req.Context(), t.timeout, errSilent)
	defer cancel()
	req = req.WithContext(ctx)
	t.dress(req)
	client := *t.client
	client.Jar = jar
	resp, err := client.Do(req)
	if err != nil {
		return t.halted(req, err)
	}
	defer func() {
		if err := resp.Body.Close(); err != nil && ctx.Err() == nil {
			t.logger.WarnContext(ctx, "close body of market data answer", "path", req.URL.Path, "error", err)
		}
	}()
	body, err := io.ReadAll(io.LimitReader(resp.Body, t.maxBody+1))
	if err != nil {
		return t.halted(req, err)
	}
	if int64(len(body)) > t.maxBody {
		return &market.Error{Kind: market.ErrMalformed, Status: resp.StatusCode, Message: fmt.Sprintf("answer is longer than %d bytes", t.maxBody)}
	}
	return read(resp, body)
}

// errSilent is the cause of a request that took longer than its timeout.
var errSilent = errors.New("no answer in time")

// halted is the error of a request without a whole answer.
func (t *transport) halted(req *http.Request, err error) error {
	ctx := req.Context()
	if cause := context.Cause(ctx); cause != nil {
		if errors.Is(cause, errSilent) {
			return &market.Error{Kind: market.ErrUnavailable, Message: fmt.Sprintf("no answer within %s", t.timeout)}
		}
		return cause
	}
	// The URL carries the crumb, which is nobody's business.
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return &market.Error{Kind: market.ErrUnavailable, Err: broken{err}}
}

// dress gives req the headers of a browser: without them Yahoo answers 429 or
// sends no cookie.
func (t *transport) dress(req *http.Request) {
	set := func(name, value string) {
		if req.Header.Get(name) == "" {
			req.Header.Set(name, value)
		}
	}
	set("User-Agent", t.userAgent)
	set("Accept", "*/*")
	set("Accept-Language", "en-US,en;q=0.9")
}

func newTransport(o Options) (*transport, error) {
	s := &session{
		cookie:  &url.URL{Scheme: "https", Host: "fc.yahoo.com", Path: "/"},
		front:   &url.URL{Scheme: "https", Host: "finance.yahoo.com", Path: "/quote/AAPL"},
		trusted: yahooSite,
	}
	api := &url.URL{Scheme: "https", Host: "query1.finance.yahoo.com"}
	if o.BaseURL != "" {
		base, err := parseBase(o.BaseURL)
		if err != nil {
			return nil, fmt.Errorf("yahoo: Options.BaseURL %w", err)
		}
		api, s.cookie, s.front = base, under(base, "/"), under(base, "/quote/AAPL")
		s.trusted = func(u *url.URL) bool { return u.Scheme == base.Scheme && u.Host == base.Host }
	}
	s.crumb = under(api, "/v1/test/getcrumb")
	roundTripper := o.RoundTripper
	if roundTripper == nil {
		roundTripper = defaultRoundTripper(o.MaxConcurrent)
	}
	t := &transport{
		client: &http.Client{
			Transport: roundTripper,
			// A redirect is an answer: the consent flow walks it step by step, the API
			// has none.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		api:       api,
		userAgent: o.UserAgent,
		timeout:   o.Timeout,
		maxBody:   o.MaxBody,
		turns:     fairqueue.New(o.MaxConcurrent, 0),
		breaker:   newBreaker(),
		metrics:   newMetrics(o.Registerer),
		logger:    o.Logger,
	}
	s.transport = t
	t.crumbs = &crumbs{obtain: s.obtain, timeout: 3 * o.Timeout, logger: o.Logger}
	return t, nil
}

// under is path below base. JoinPath gives a base without a path a relative one,
// which no cookie jar matches.
func under(base *url.URL, path string) *url.URL {
	u := *base
	u.Path += path
	return &u
}
