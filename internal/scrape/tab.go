package scrape

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/playwright-community/playwright-go"

	"quotewire/internal/extract"
)

const (
	// settleStep, settleQuiet and settleMost are how often a page is looked at,
	// for how many looks its text must be the same, and for how long at most.
	settleStep  = 100 * time.Millisecond
	settleQuiet = 3
	settleMost  = 5 * time.Second
	// evalTime is what one of our scripts may take in a page.
	evalTime = 2 * time.Second
)

//go:embed settle.js
var settleScript string

//go:embed consent.js
var consentScript string

// tab is one page in a browser context of its own, which shares nothing with
// others: no cookie, no storage, no cache.
type tab struct {
	context playwright.BrowserContext
	proxy   *proxy // its way out
	page    playwright.Page
	session playwright.CDPSession // for what playwright itself would do in the page's own world
	crashed chan struct{}
	// inflight are the requests of the page that are under way.
	inflight atomic.Int64
	closing  sync.Once
	metrics  *metrics
}

// openTab makes a blank tab, in about a fifth of a second.
func openTab(e *engine, userAgent string, m *metrics) (_ *tab, err error) {
	t := &tab{crashed: make(chan struct{}), metrics: m}
	if t.proxy, err = startProxy(e.guard, m); err != nil {
		return nil, err
	}
	t.context, err = e.browser.NewContext(playwright.BrowserNewContextOptions{
		UserAgent:       playwright.String(userAgent),
		Locale:          playwright.String("en-US"),
		AcceptDownloads: playwright.Bool(false),
		ServiceWorkers:  playwright.ServiceWorkerPolicyBlock,
		Viewport:        &playwright.Size{Width: 1280, Height: 1600},
		Proxy:           throughProxy(t.proxy.url()),
	})
	if err != nil {
		t.proxy.close()
		return nil, err
	}
	m.contexts.Inc()
	defer func() {
		if err != nil {
			t.close()
		}
	}()
	if t.page, err = t.context.NewPage(); err != nil {
		return nil, err
	}
	var once sync.Once
	t.page.OnCrash(func(playwright.Page) { once.Do(func() { close(t.crashed) }) })
	t.page.OnRequest(func(playwright.Request) { t.inflight.Add(1) })
	t.page.OnRequestFinished(func(playwright.Request) { t.inflight.Add(-1) })
	t.page.OnRequestFailed(func(playwright.Request) { t.inflight.Add(-1) })
	if t.session, err = t.context.NewCDPSession(t.page); err != nil {
		return nil, err
	}
	if _, err = t.session.Send("Network.enable", map[string]any{"maxTotalBufferSize": 0, "maxResourceBufferSize": 0}); err != nil {
		return nil, err
	}
	_, err = t.session.Send("Network.setBlockedURLs", map[string]any{"urls": []string{
		"*.png", "*.jpg", "*.jpeg", "*.gif", "*.webp", "*.avif", "*.ico", "*.woff", "*.woff2", "*.ttf",
		"*.mp4", "*.webm", "*.m4v", "*.mov", "*.mp3", "*.m4a", "*.m3u8", "*.ts", "file:*", "ftp:*",
	}})
	return t, err
}

// close takes a few milliseconds, of a page that computes without end as well.
func (t *tab) close() {
	t.closing.Do(func() {
		_ = t.context.Close() // it is gone, or its engine is killed
		t.proxy.close()
		t.metrics.contexts.Dec()
	})
}

// alive asks the whole way from here to the page's process and back.
func (t *tab) alive() error {
	_, err := t.session.Send("Runtime.evaluate", map[string]any{"expression": "1"})
	return err
}

// read opens u and takes what it shows when it has come to rest, at most limit
// bytes. It ends with ctx, whose end closes the tab.
func (t *tab) read(ctx context.Context, u *url.URL, limit int64) (extract.Response, error) {
	defer t.watch(ctx)()
	if err := t.proxy.own.be(u); err != nil {
		return extract.Response{}, err
	}
	timeout := time.Minute
	if deadline, ok := ctx.Deadline(); ok {
		timeout = max(time.Millisecond, time.Until(deadline))
	}
	resp, err := t.page.Goto(u.String(), playwright.PageGotoOptions{
		WaitUntil: playwright.WaitUntilStateDomcontentloaded,
		Timeout:   playwright.Float(float64(timeout.Milliseconds())),
	})
	if err != nil {
		return extract.Response{}, t.fault(err)
	}
	if resp != nil {
		if err := statusFault(resp.Status()); err != nil {
			return extract.Response{}, err
		}
	}
	if err := t.settle(ctx); err != nil {
		return extract.Response{}, t.fault(err)
	}
	if answered, err := t.eval(consentScript); err == nil && string(answered) == "true" {
		if err := t.settle(ctx); err != nil {
			return extract.Response{}, t.fault(err)
		}
	}
	return t.take(limit)
}

// watch closes the tab when ctx ends or the page crashes: a call that is under
// way would not return by itself then. The caller calls what it gives when it
// is done.
func (t *tab) watch(ctx context.Context) (stop func()) {
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		select {
		case <-ctx.Done():
			t.close()
		case <-t.crashed:
			t.close()
		case <-done:
		}
	})
	return func() { close(done); watching.Wait() }
}

// settle waits until the text of the page has come and stays the same.
func (t *tab) settle(ctx context.Context) error {
	tick := time.NewTicker(settleStep)
	defer tick.Stop()
	last, same := -1, 0
	for end := time.Now().Add(settleMost); same < settleQuiet && time.Now().Before(end); {
		var now struct {
			Text     int
			Complete bool
		}
		text, err := t.evalString(settleScript)
		if err == nil {
			err = json.Unmarshal([]byte(text), &now)
		}
		switch {
		case err != nil && t.ended(ctx, err):
			return err
		case err != nil, !now.Complete, now.Text != last, now.Text < extract.ThinText && t.inflight.Load() > 0:
			last, same = now.Text, 0 // it may be going to another page, or wait for what it shows
		default:
			same++
		}
		select {
		case <-tick.C:
		case <-t.crashed:
			return errCrashed
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func (t *tab) ended(ctx context.Context, err error) bool { return ctx.Err() != nil || gone(err) }

// take reads the page's document and address.
func (t *tab) take(limit int64) (extract.Response, error) {
	script := fmt.Sprintf(`(() => { const e = document.documentElement; return e ? e.outerHTML.slice(0, %d) : "" })()`, limit+1)
	text, err := t.evalString(script)
	if err != nil {
		return extract.Response{}, t.fault(err)
	}
	place, err := t.evalString("location.href")
	if err != nil {
		return extract.Response{}, t.fault(err)
	}
	u, err := url.Parse(place)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return extract.Response{}, wrap(ErrUnsupported, "it led to what is no page of the web")
	}
	r := extract.Response{URL: u, ContentType: "text/html; charset=utf-8", Body: []byte(text)}
	if int64(len(r.Body)) > limit {
		r.Body, r.Cut = r.Body[:limit], true
	}
	return r, nil
}
