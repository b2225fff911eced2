package scrape

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/playwright-community/playwright-go"
)

// errCrashed is a page that took its process with it.
var errCrashed = errors.New("page crashed")

// gone says that the tab, or all of its browser, is not there any more.
func gone(err error) bool {
	if err == nil {
		return false
	}
	text := err.Error()
	return errors.Is(err, playwright.ErrTargetClosed) || strings.Contains(text, "onnection closed") ||
		strings.Contains(text, "could not send message") || strings.Contains(text, "has been closed") || strings.Contains(text, "broken pipe")
}

// hasCrashed waits a moment for the news: a page that crashes while it opens
// fails to open first.
func (t *tab) hasCrashed() bool {
	moment := time.NewTimer(100 * time.Millisecond)
	defer moment.Stop()
	select {
	case <-t.crashed:
		return true
	case <-moment.C:
		return false
	}
}

// fault words what the driver says of a page. Texts of the browser are let
// through as far as they name a kind of fault.
func (t *tab) fault(err error) error {
	if named(err) || errors.Is(err, errCrashed) {
		return err
	}
	select {
	case <-t.crashed:
		return errCrashed // whatever it broke
	default:
	}
	if gone(err) {
		return err
	}
	text := err.Error()
	switch {
	case strings.Contains(text, "crashed"), t.hasCrashed():
		return errCrashed
	case strings.Contains(text, "Download is starting"), strings.Contains(text, "ERR_ABORTED"):
		return wrap(ErrUnsupported, "it is a file to download")
	case strings.Contains(text, "ERR_TUNNEL_CONNECTION_FAILED"), strings.Contains(text, "ERR_UNSAFE_PORT"):
		return ErrForbidden
	case errors.Is(err, playwright.ErrTimeout):
		return wrap(ErrUnavailable, "it does not come to rest in the browser")
	}
	return wrap(ErrUnavailable, "the browser could not open it")
}

// contain makes an error of a panic of the driver's client, which is one of its
// ways to say that the browser has ended amid a call.
func contain(err *error) {
	if value := recover(); value != nil {
		*err = fmt.Errorf("driver panicked: %v", value)
	}
}

// contained is what f gives, or its panic.
func contained(f func() error) (err error) {
	defer contain(&err)
	return f()
}
