package engine

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"quotewire/internal/outbound"
)

// firefox is the browser that DuckDuckGo's page takes us for: it challenges
// others at once.
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// Options say which engines are asked and how.
type Options struct {
	// Engines are asked in this order: at least one of Names.
	Engines []string
	// URLs are addresses by the names of engines: of those that have none of their
	// own, such as http://127.0.0.1:8888 of an instance of SearXNG, and of what is
	// asked in the place of the others' hosts, for a proxy or a test.
	URLs map[string]string
	// Keys are the keys of engines that need one, by their names.
	Keys map[string]string
	// Model searches for the engine OpenAI.
	Model model

	// Enough is how many pages found spare the next engine the question: 3. When
	// fewer are wanted, that many.
	Enough int
	// Timeout bounds one request, and the wait for its turn: 10 seconds.
	// ModelTimeout bounds a search by the model: a minute.
	Timeout      time.Duration
	ModelTimeout time.Duration
	// MaxBody bounds an engine's answer, decompressed, in bytes: 2 MiB.
	MaxBody int64
	// Rate is how many requests a second an engine is asked at most, in the long
	// run. 0: what each is known to bear.
	Rate float64
	// UserAgent is sent to DuckDuckGo: a current Firefox's. The others, which have
	// an interface for programs, are told who we are.
	UserAgent string
	// RoundTripper makes the requests. nil: net/http's with HTTP/2.
	RoundTripper http.RoundTripper
	Logger       *slog.Logger
	Registerer   Registerer
	// Now is the wall clock that dates of pages are judged by: time.Now.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	o.Enough = cmp.Or(o.Enough, 3)
	o.Timeout = cmp.Or(o.Timeout, 10*time.Second)
	o.ModelTimeout = cmp.Or(o.ModelTimeout, time.Minute)
	o.MaxBody = cmp.Or(o.MaxBody, 2<<20)
	o.UserAgent = cmp.Or(o.UserAgent, firefox)
	o.Logger = cmp.Or(o.Logger, slog.New(slog.DiscardHandler))
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// missing is what an engine of the kind cannot do without and does not have.
func (o Options) missing(k kind) string {
	switch {
	case k.model && o.Model == nil:
		return "Model must be set"
	case !k.model && k.address(o) == "":
		return "URLs must have one"
	case k.keyed && o.Keys[k.name] == "":
		return "Keys must have one"
	}
	return ""
}

// validate names each field that is wrong.
func (o Options) validate() error {
	var faults []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("engine: Options."+format, args...))
		}
	}
	check(len(o.Engines) > 0, "Engines is empty: want some of %s", strings.Join(Names(), ", "))
	for i, name := range o.Engines {
		k, ok := kindOf(name)
		check(ok, "Engines names %.40q: want %s", name, strings.Join(Names(), ", "))
		check(!slices.Contains(o.Engines[:i], name), "Engines names %.40q twice", name)
		if what := o.missing(k); ok {
			check(what == "", "%s for the engine %q", what, name)
		}
		check(outbound.Printable(o.Keys[name]), "Keys has one for %q with a space or a character that is not printable ASCII", name)
		err := outbound.CheckBase(k.address(o))
		check(k.address(o) == "" || err == nil, "URLs has one for %q that %w", name, err)
	}
	check(o.Enough > 0, "Enough must not be negative, is %d", o.Enough)
	check(o.Timeout > 0, "Timeout must not be negative, is %v", o.Timeout)
	check(o.ModelTimeout > 0, "ModelTimeout must not be negative, is %v", o.ModelTimeout)
	check(o.MaxBody > 0, "MaxBody must not be negative, is %d", o.MaxBody)
	check(o.Rate >= 0, "Rate must not be negative, is %v", o.Rate)
	return errors.Join(faults...)
}
