package scrape

import (
	"context"
	"encoding/json"
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
	// dataMost is how long a page with something to read is waited for while it
	// asks for data.
	dataMost = 1500 * time.Millisecond
	// evalTime is what one of our scripts may take in a page.
	evalTime = 2 * time.Second
)

// tab is one page in a browser context of its own, which shares nothing with
// others: no cookie, no storage, no cache.
type tab struct {
	context playwright.BrowserContext
	proxy   *proxy // its way out
	page    playwright.Page
	session playwright.CDPSession // for what playwright itself would do in the page's own world
	crashed chan struct{}
	frames  frames
	apart   map[playwright.Frame]playwright.CDPSession // of frames that live in a process of their own
	// inflight are the requests of the page that are under way, data those of its
	// scripts.
	inflight, data atomic.Int64
	closing        sync.Once
	metrics        *metrics
}

// openTab makes a blank tab, in about a fifth of a second.
func openTab(e *engine, userAgent string, m *metrics) (_ *tab, err error) {
	t := &tab{crashed: make(chan struct{}), apart: make(map[playwright.Frame]playwright.CDPSession), metrics: m}
	if t.proxy, err = startProxy(e.guard, m); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			t.close()
		}
	}()
	defer contain(&err)
	t.context, err = e.browser.NewContext(playwright.BrowserNewContextOptions{
		UserAgent:       playwright.String(userAgent),
		Locale:          playwright.String("en-US"),
		AcceptDownloads: playwright.Bool(false),
		ServiceWorkers:  playwright.ServiceWorkerPolicyBlock,
		Viewport:        &playwright.Size{Width: extract.ScreenWidth, Height: 1600},
		Proxy:           throughProxy(t.proxy.url()),
	})
	if err != nil {
		return nil, err
	}
	m.contexts.Inc()
	if t.page, err = t.context.NewPage(); err != nil {
		return nil, err
	}
	var once sync.Once
	t.page.OnCrash(func(playwright.Page) { once.Do(func() { close(t.crashed) }) })
	t.page.OnFrameAttached(t.frames.attached)
	t.page.OnFrameDetached(t.frames.detached)
	t.page.OnRequest(func(r playwright.Request) { t.count(r, 1) })
	t.page.OnRequestFinished(func(r playwright.Request) { t.count(r, -1) })
	t.page.OnRequestFailed(func(r playwright.Request) { t.count(r, -1) })
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

func (t *tab) count(r playwright.Request, n int64) {
	t.inflight.Add(n)
	if kind := r.ResourceType(); kind == "fetch" || kind == "xhr" {
		t.data.Add(n)
	}
}

// close takes a few milliseconds, of a page that computes without end as well.
func (t *tab) close() {
	t.closing.Do(func() {
		if t.context != nil {
			_ = contained(func() error { return t.context.Close() }) // it is gone, or its engine is killed
			t.metrics.contexts.Dec()
		}
		t.proxy.close()
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
	last, err := t.rest(ctx)
	if err != nil {
		return extract.Response{}, t.fault(err)
	}
	return t.take(limit, last.Frames > 0)
}

// rest waits until the page has come to rest. One that asks for consent has, and
// what stands behind that is yet to come.
func (t *tab) rest(ctx context.Context) (look, error) {
	end := time.Now().Add(settleMost)
	last, err := t.settle(ctx, end, false)
	if err != nil {
		return last, err
	}
	if t.consent(last) {
		return t.settle(ctx, time.Now().Add(settleMost), true)
	}
	if last.coming() {
		return t.settle(ctx, end, true)
	}
	return last, nil
}

// consent answers what asks for consent, in the page or in a frame, and says whether
// there was something.
func (t *tab) consent(last look) bool {
	main, err := t.main()
	if err != nil {
		return false
	}
	answered, err := main.eval(consentScript(false))
	return err == nil && string(answered) == "true" || last.Asking && t.answer(main)
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

// look is what a page shows at a time.
type look struct {
	Text     int  // how many characters there are to read
	Frames   int  // that show something
	Complete bool // it has loaded, and its frames have
	Loading  bool // it says that more is to come
	Scripts  bool // it runs some, or its frames do
	Asking   bool // a frame asks for consent
	Little   bool // there is so little that what is not there yet may be what it is for
}

// coming says whether more is likely to come, though the page is at rest.
func (l look) coming() bool {
	return l.Loading || l.Text < extract.ThinText && l.Scripts
}

// settle waits until the text of the page has come and stays the same, but not
// beyond end. Where it is patient, a page of which more is to come is not at rest.
func (t *tab) settle(ctx context.Context, end time.Time, patient bool) (now look, err error) {
	tick := time.NewTicker(settleStep)
	defer tick.Stop()
	last, same, turn := -1, 0, 0
	soon := time.Now().Add(dataMost)
	for same < settleQuiet && time.Now().Before(end) {
		if now.Complete {
			turn++
		}
		now, err = t.look(turn)
		switch {
		case err != nil && t.ended(ctx, err):
			return now, err
		case err != nil, !now.Complete, now.Text != last, now.Text < extract.ThinText && t.inflight.Load() > 0, patient && now.coming(),
			t.data.Load() > 0 && (now.Little || time.Now().Before(soon)):
			last, same = now.Text, 0 // it may be going to another page, or wait for what it shows
		default:
			same++
		}
		select {
		case <-tick.C:
		case <-t.crashed:
			return now, errCrashed
		case <-ctx.Done():
			return now, context.Cause(ctx)
		}
	}
	return now, nil
}

// look looks at the page and at those of its frames that show something.
func (t *tab) look(turn int) (now look, err error) {
	main, err := t.main()
	if err == nil {
		now, err = main.look(turn)
	}
	if err != nil || now.Frames == 0 {
		return now, err
	}
	for _, v := range t.readable(main) {
		in, err := v.look(0)
		if err != nil {
			now.Complete = false
			continue
		}
		now.Text += in.Text
		now.Complete = now.Complete && in.Complete
		now.Loading = now.Loading || in.Loading
		now.Scripts = now.Scripts || in.Scripts
	}
	return now, nil
}

func (v view) look(turn int) (now look, err error) {
	text, err := v.evalString(lookScript(turn))
	if err == nil {
		err = json.Unmarshal([]byte(text), &now)
	}
	return now, err
}

func (t *tab) ended(ctx context.Context, err error) bool { return ctx.Err() != nil || gone(err) }

// take reads the page's document and address, with its frames where it has some
// that show something.
func (t *tab) take(limit int64, framed bool) (extract.Response, error) {
	main, err := t.main()
	if err != nil {
		return extract.Response{}, t.fault(err)
	}
	text, err := t.whole(main, limit+1, framed)
	if err != nil {
		return extract.Response{}, t.fault(err)
	}
	place, err := main.evalString("location.href")
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
