package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"quotewire/internal/llm"
)

// Names of the engines.
const (
	SearXNG    = "searxng"
	Brave      = "brave"
	Tavily     = "tavily"
	DuckDuckGo = "duckduckgo"
	OpenAI     = "openai"
)

// Names are all engines that there are.
func Names() []string { return []string{SearXNG, Brave, Tavily, DuckDuckGo, OpenAI} }

// firefox is the browser that DuckDuckGo's page takes us for: it challenges
// others at once.
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// model is a model server that searches the web itself: an *llm.Client.
type model interface {
	WebSearch(ctx context.Context, q llm.WebQuery) (llm.WebAnswer, error)
}

// Options say which engines are asked and how. The zero Options ask DuckDuckGo,
// which needs no key.
type Options struct {
	// Engines are asked in this order. Empty: those of SearXNG, Brave and Tavily
	// that have an address or a key, or else DuckDuckGo.
	Engines []string
	// SearXNGURL is an instance's address, such as http://127.0.0.1:8888. It must
	// have "json" among the formats of its settings.
	SearXNGURL string
	BraveKey   string
	TavilyKey  string
	// Model searches for the engine "openai". nil: there is no such engine.
	Model model
	// BraveURL, TavilyURL and DuckDuckGoURL are asked in the place of their own
	// hosts, for a proxy or a test.
	BraveURL      string
	TavilyURL     string
	DuckDuckGoURL string

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
	if len(o.Engines) == 0 {
		o.Engines = o.configured()
	}
	o.BraveURL = cmp.Or(o.BraveURL, "https://api.search.brave.com")
	o.TavilyURL = cmp.Or(o.TavilyURL, "https://api.tavily.com")
	o.DuckDuckGoURL = cmp.Or(o.DuckDuckGoURL, "https://html.duckduckgo.com")
	o.Enough = cmp.Or(o.Enough, 3)
	o.Timeout = cmp.Or(o.Timeout, 10*time.Second)
	o.ModelTimeout = cmp.Or(o.ModelTimeout, time.Minute)
	o.MaxBody = cmp.Or(o.MaxBody, 2<<20)
	o.UserAgent = cmp.Or(o.UserAgent, firefox)
	if o.RoundTripper == nil {
		o.RoundTripper = defaultRoundTripper()
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// configured are the engines that have what they need. The model's is not among
// them: many model servers have no web search.
func (o Options) configured() []string {
	var names []string
	for _, name := range []string{SearXNG, Brave, Tavily} {
		if o.missing(name) == "" {
			names = append(names, name)
		}
	}
	if names == nil {
		names = []string{DuckDuckGo}
	}
	return names
}

// missing is the field that an engine cannot do without and does not have.
func (o Options) missing(name string) string {
	switch {
	case name == SearXNG && o.SearXNGURL == "":
		return "SearXNGURL"
	case name == Brave && o.BraveKey == "":
		return "BraveKey"
	case name == Tavily && o.TavilyKey == "":
		return "TavilyKey"
	case name == OpenAI && o.Model == nil:
		return "Model"
	}
	return ""
}

// validate names each field that is wrong.
func (o Options) validate() error {
	var faults []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("search: Options."+format, args...))
		}
	}
	for i, name := range o.Engines {
		check(slices.Contains(Names(), name), "Engines names %.40q: want %s", name, strings.Join(Names(), ", "))
		check(!slices.Contains(o.Engines[:i], name), "Engines names %.40q twice", name)
		field := o.missing(name)
		check(field == "", "%s must be set for the engine %q", field, name)
	}
	for _, base := range []struct{ field, address string }{
		{"SearXNGURL", o.SearXNGURL}, {"BraveURL", o.BraveURL}, {"TavilyURL", o.TavilyURL}, {"DuckDuckGoURL", o.DuckDuckGoURL},
	} {
		err := checkBase(base.address)
		check(base.address == "" || err == nil, "%s %w", base.field, err)
	}
	check(printable(o.BraveKey), "BraveKey holds a space or a character that is not printable ASCII")
	check(printable(o.TavilyKey), "TavilyKey holds a space or a character that is not printable ASCII")
	check(o.Enough > 0, "Enough must not be negative, is %d", o.Enough)
	check(o.Timeout > 0, "Timeout must not be negative, is %v", o.Timeout)
	check(o.ModelTimeout > 0, "ModelTimeout must not be negative, is %v", o.ModelTimeout)
	check(o.MaxBody > 0, "MaxBody must not be negative, is %d", o.MaxBody)
	check(o.Rate >= 0, "Rate must not be negative, is %v", o.Rate)
	return errors.Join(faults...)
}

func printable(key string) bool {
	return !strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// checkBase reads a base URL: http or https, a host, no query. Its error does not
// repeat what may be a password.
func checkBase(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("must be http://host or https://host without a query, such as http://127.0.0.1:8888")
	}
	return nil
}

// defaultRoundTripper is the standard one with bounds on dialling, so that a dead
// route is known long before the request's timeout.
func defaultRoundTripper() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	t.TLSHandshakeTimeout = 5 * time.Second
	t.MaxResponseHeaderBytes = 64 << 10
	t.ForceAttemptHTTP2 = true
	return t
}
