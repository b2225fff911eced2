package engine

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"quotewire/internal/outbound"
)

// engine is one search engine: it puts the question into its wire format and
// reads the answer. Its error is an *outbound.Fault, or the cause of ctx.
type engine interface {
	search(ctx context.Context, q question) ([]Result, error)
}

// kind is what has to be known of an engine.
type kind struct {
	name string
	make func(source) engine
	// rate is how many requests a second it bears in the long run, burst how many at
	// once.
	rate  float64
	burst int
	url   string // its own address; empty: one must be told
	// keyed is an engine that needs a key, model one that is asked by way of
	// Options.Model and has no address.
	keyed, model bool
}

// kinds are all engines that there are. Of what they bear is known that Brave's
// smallest plan has one request a second and Tavily's a hundred a minute, and that
// DuckDuckGo takes who asks often for a bot.
func kinds() []kind {
	return []kind{
		{name: SearXNG, make: newSearXNG, rate: 5, burst: 10},
		{name: Brave, make: newBrave, rate: 1, burst: 1, url: "https://api.search.brave.com", keyed: true},
		{name: Tavily, make: newTavily, rate: 1.6, burst: 5, url: "https://api.tavily.com", keyed: true},
		{name: DuckDuckGo, make: newDuckDuckGo, rate: 0.5, burst: 3, url: "https://html.duckduckgo.com"},
		{name: OpenAI, make: newOpenAI, rate: 2, burst: 4, model: true},
	}
}

// Names are the names of all engines that there are.
func Names() []string {
	var names []string
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	return names
}

// kindOf is the kind of a name, false when there is none.
func kindOf(name string) (kind, bool) {
	for _, k := range kinds() {
		if k.name == name {
			return k, true
		}
	}
	return kind{}, false
}

// address is where an engine of the kind is asked.
func (k kind) address(o Options) string {
	if told := o.URLs[k.name]; told != "" {
		return told
	}
	return k.url
}

// source makes what an engine of the kind is asked by, under options that are valid.
func (k kind) source(o Options) source {
	base, _ := url.Parse(k.address(o))
	return source{client: outbound.New(k.outbound(o)), base: base, key: o.Keys[k.name], agent: o.UserAgent, model: o.Model, now: o.Now}
}

const (
	// blockPause is how long an engine that refuses us is left alone when it does
	// not say for how long.
	blockPause = time.Minute
	// keyPause is how long one that refuses our key is: a key does not become
	// right by asking again, but an operator may mend it at the engine.
	keyPause = 5 * time.Minute
	// faultPause is how long one is left alone after too many faults in a row.
	faultPause = 30 * time.Second
	// faultsToTrip is how many requests in a row may find an engine down.
	faultsToTrip = 3
	// longestTurn bounds the wait for a turn: the next engine is the quicker way then.
	longestTurn = 3 * time.Second
)

func (k kind) outbound(o Options) outbound.Options {
	timeout, rate, burst := o.Timeout, k.rate, k.burst
	if k.model {
		timeout = o.ModelTimeout
	}
	if o.Rate > 0 {
		rate, burst = o.Rate, max(1, int(o.Rate))
	}
	return outbound.Options{
		Provider: "search_" + k.name, Timeout: timeout, MaxBody: o.MaxBody,
		Header: http.Header{"User-Agent": {"quotewire"}}, // for programs; who is a browser's says another
		Rate:   rate, Burst: burst, Wait: min(timeout, longestTurn),
		Breaker: outbound.Breaker{
			Faults: faultsToTrip, FaultPause: faultPause, BlockPause: blockPause, KeyPause: keyPause, Malformed: true,
		},
		Outcomes:     map[error]string{ErrQuery: "refused"},
		RoundTripper: o.RoundTripper, Registerer: o.Registerer,
	}
}
