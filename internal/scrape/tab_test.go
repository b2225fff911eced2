package scrape

import (
	"errors"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// dyingBrowser gives a context and then fails.
type dyingBrowser struct {
	playwright.Browser
	context *dyingContext
}

func (b dyingBrowser) NewContext(...playwright.BrowserNewContextOptions) (playwright.BrowserContext, error) {
	return b.context, nil
}

type dyingContext struct {
	playwright.BrowserContext
	closed int
}

var errDied = errors.New("browser died")

func (c *dyingContext) NewPage() (playwright.Page, error)                    { return nil, errDied }
func (c *dyingContext) Close(...playwright.BrowserContextCloseOptions) error { c.closed++; return nil }

// A browser that dies while a tab is opened leaves no context behind, and no panic.
func TestBrowserDiesWhileATabIsOpened(t *testing.T) {
	m := newMetrics(nil)
	context := &dyingContext{}
	tab, err := openTab(&engine{guard: newGuard(nil, nil, nil), browser: dyingBrowser{context: context}}, "test", m)
	if tab != nil || !errors.Is(err, errDied) {
		t.Errorf("tab %v, error %v; want none, that it died", tab, err)
	}
	if open := testutil.ToFloat64(m.contexts); context.closed != 1 || open != 0 {
		t.Errorf("closed %d times, %v counted as open; want 1, 0", context.closed, open)
	}
}

// A driver that panics, as it does when its browser ends amid a call, costs a page
// and not the server.
func TestDriverPanics(t *testing.T) {
	err := contained(func() error {
		var done chan struct{}
		close(done)
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "close of nil channel") {
		t.Errorf("a panic became %v", err)
	}
}
