package scrape

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/playwright-community/playwright-go"

	"quotewire/internal/plaintext"
)

const (
	startTimeout = 20 * time.Second
	stopTimeout  = 3 * time.Second
)

// engine is one driver with one Chromium. Once it has failed it is never used
// again.
type engine struct {
	guard   *guard
	folder  *folder
	proxy   *proxy
	browser playwright.Browser
	node    *os.Process
	nodePID int
	chrome  *os.Process // nil where the system does not tell
	ready   chan *tab   // blank, so that a page need not wait for one

	uses    atomic.Int64
	active  atomic.Int64 // guarded by pool.mu where it meets retired
	retired atomic.Bool
	dead    chan struct{}
	end     sync.Once
	cleared sync.Once
}

// startEngine needs some half a second. It ends early with ctx, by killing what
// it started.
func startEngine(ctx context.Context, opts Options, g *guard, m *metrics) (e *engine, err error) {
	e = &engine{guard: g, dead: make(chan struct{}), ready: make(chan *tab, opts.Browser.Slots)}
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("start browser: driver panicked: %v", value)
		}
		if err != nil {
			e.killStarting()
			e.kill()
			e.clear()
		}
	}()
	if e.folder, err = makeFolder(opts.Browser.TempDir); err != nil {
		return e, fmt.Errorf("make browser folder: %w", err)
	}
	if e.proxy, err = startProxy(g, m); err != nil {
		return e, fmt.Errorf("start browser proxy: %w", err)
	}
	driver, err := e.folder.layDriver(opts.Browser)
	if err != nil {
		return e, fmt.Errorf("lay out driver: %w", err)
	}
	// Nothing of the driver's has a ctx: a start that hangs is killed.
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	defer context.AfterFunc(ctx, e.killStarting)()
	pw, err := playwright.Run(&playwright.RunOptions{DriverDirectory: driver, SkipInstallBrowsers: true})
	if err != nil {
		return e, fmt.Errorf("start driver: %w", err)
	}
	if e.node, err = e.findNode(); err != nil {
		return e, fmt.Errorf("find driver: %w", err)
	}
	e.nodePID = e.node.Pid
	if e.browser, err = pw.Chromium.Launch(launchOptions(opts.Browser, e.proxy.url())); err != nil {
		return e, fmt.Errorf("launch Chromium: %w", firstLine(err))
	}
	e.findChrome()
	return e, ctx.Err()
}

func (e *engine) findNode() (*os.Process, error) {
	text, err := os.ReadFile(e.folder.pidFile())
	if err != nil {
		return nil, err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, err
	}
	node, err := os.FindProcess(pid) // it holds on to the process, not to its number
	if err == nil && !child(pid) {
		err = os.ErrProcessDone
	}
	return node, err
}

// findChrome remembers Chromium itself: it ends with its driver unless it was
// stopped.
func (e *engine) findChrome() {
	if all := family(e.nodePID); len(all) > 1 {
		e.chrome, _ = os.FindProcess(all[1]) // its error says that it has ended
	}
}

// memory is what the browser uses, driver included, in bytes.
func (e *engine) memory() int64 { return memory(family(e.nodePID)) }

// onEnd calls f when Chromium has ended, once, and also when it has already.
func (e *engine) onEnd(f func()) {
	e.browser.OnDisconnected(func(playwright.Browser) { f() })
	if !e.browser.IsConnected() {
		f()
	}
}

func (e *engine) killStarting() {
	if e.folder == nil {
		return
	}
	if node, err := e.findNode(); err == nil {
		_ = node.Kill() // an error says that it has ended
	}
}

// kill ends the processes at once. It may be called by anybody at any time and
// does not wait.
func (e *engine) kill() {
	e.end.Do(func() { close(e.dead) })
	for _, p := range []*os.Process{e.node, e.chrome} {
		if p != nil {
			_ = p.Kill() // an error says that it has ended
		}
	}
}

// stop ends the engine, politely at first, and waits for it. No page is open in
// it any more.
func (e *engine) stop() {
	select {
	case <-e.dead:
	default:
		e.end.Do(func() { close(e.dead) })
		impatient := time.AfterFunc(stopTimeout, e.kill)
		_ = contained(func() error { return e.browser.Close() }) // what is left is killed
		impatient.Stop()
	}
	e.kill()
	e.clear()
}

// clear waits for the end of what kill ended and removes what it leaves.
func (e *engine) clear() {
	e.cleared.Do(func() {
		for _, p := range []*os.Process{e.node, e.chrome} {
			if p != nil {
				awaitEnd(p)
			}
		}
		for len(e.ready) > 0 {
			(<-e.ready).close()
		}
		if e.proxy != nil {
			e.proxy.close()
		}
		if e.folder != nil {
			_ = e.folder.remove() // the next start sweeps
		}
	})
}

// awaitEnd waits until p is gone. It is the driver's client that reaps it.
func awaitEnd(p *os.Process) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(stopTimeout); time.Now().Before(end); <-tick.C {
		if errors.Is(p.Signal(nullSignal), os.ErrProcessDone) || zombie(p.Pid) {
			break
		}
	}
	_ = p.Release() // it only forgets
}

// firstLine is the beginning of a driver's error, which goes on with all of
// Chromium's log.
func firstLine(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(plaintext.Clip(line, 300))
}

// sandboxed says whether Chromium keeps its pages in its sandbox: it has none for
// root.
func (b Browser) sandboxed() bool { return !b.NoSandbox && ownUser() != 0 }

// throughProxy leads everything by way of a proxy, loopback too.
func throughProxy(url string) *playwright.Proxy {
	return &playwright.Proxy{Server: url, Bypass: playwright.String("<-loopback>")}
}

func launchOptions(b Browser, proxyURL string) playwright.BrowserTypeLaunchOptions {
	return playwright.BrowserTypeLaunchOptions{
		ExecutablePath:  playwright.String(b.Executable),
		ChromiumSandbox: playwright.Bool(b.sandboxed()),
		Timeout:         playwright.Float(float64(startTimeout.Milliseconds())),
		HandleSIGINT:    playwright.Bool(false),
		HandleSIGTERM:   playwright.Bool(false),
		HandleSIGHUP:    playwright.Bool(false),
		Proxy:           throughProxy(proxyURL),
		Args: []string{
			"--disable-gpu",
			// Nothing leaves but through the proxy, names included.
			"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
			"--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
			"--dns-prefetch-disable",
			"--disable-quic",
			"--no-pings",
			"--disable-domain-reliability",
			"--disable-sync",
			// What has no text is not loaded.
			"--blink-settings=imagesEnabled=false",
			"--disable-remote-fonts",
			"--autoplay-policy=user-gesture-required",
			"--mute-audio",
			// A page cannot open others or take all memory.
			"--block-new-web-contents",
			"--js-flags=--max-old-space-size=192",
			"--renderer-process-limit=4",
		},
	}
}
