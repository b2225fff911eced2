package httpsource

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/outbound"
)

// A source that repeats the key which it refuses does not put it into an error.
func TestKeyIsNotRepeated(t *testing.T) {
	const key = "5f0c1d2e3b4a"
	s := newServer(t)
	s.status, s.body = 401, `{"message":"`+key+` is not valid"}`
	c, err := New("example", market.Provider{Name: "Example"}, Options{BaseURL: s.URL, Key: key}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = c.Ask(t.Context(), Request{URL: "https://quotes.example.com/x", Read: func(outbound.Answer) error { return nil }})
	e, ok := errors.AsType[*market.Error](err)
	if !ok || e.Kind != market.ErrBlocked || !strings.Contains(e.Said, "is not valid") {
		t.Fatalf("%v, %q", err, e.Said)
	}
	if all := fmt.Sprintf("%v %+v", err, e); strings.Contains(all, key) {
		t.Errorf("repeats the key: %s", all)
	}
}
