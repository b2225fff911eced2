package scrape

import (
	"net/http"
	"strconv"
	"strings"
)

// statusError is a page that its server did not send. With status 200 it sent a
// check for robots in its place.
type statusError struct {
	status   int
	sentinel error
}

func (e *statusError) Error() string {
	if e.status == http.StatusOK {
		return e.sentinel.Error() + ": it asks for a proof that no program reads it"
	}
	return e.sentinel.Error() + ": status " + statusText(e.status)
}

func (e *statusError) Unwrap() error { return e.sentinel }

// statusFault is what a status means for the page.
func statusFault(status int) error {
	switch status {
	case http.StatusOK, http.StatusNonAuthoritativeInfo, http.StatusNotModified:
		return nil
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusNotAcceptable,
		http.StatusTooManyRequests, http.StatusUnavailableForLegalReasons, 999:
		return &statusError{status, ErrBlocked}
	case http.StatusNotFound, http.StatusGone:
		return &statusError{status, ErrNotFound}
	case http.StatusNoContent, http.StatusResetContent:
		return ErrEmpty
	}
	return &statusError{status, ErrUnavailable}
}

func statusText(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}
