package llm

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"quotewire/internal/outbound"
)

const openAIURL = "https://api.openai.com/v1"

// Options configure a Client. The zero value of a field means its default.
type Options struct {
	// BaseURL of the API, its version included ("http://127.0.0.1:11434/v1").
	// Empty: OpenAI's.
	BaseURL string
	APIKey  string // sent as a bearer token; empty: none is sent
	// Model is what a Request without one asks for. Empty: the server is asked
	// which models it has, and FallbackModel is used when it does not say.
	Model         string
	FallbackModel string
	// Fallbacks are asked in their order when the model before fails before
	// anything of a step was shown, for requests that name none.
	Fallbacks []string
	// Others are models that requests may name. A probe looks for them in the list.
	Others []string
	// Window is the size of the models' context window in tokens; 0: asked of the
	// server.
	Window int

	ConnectTimeout time.Duration // TCP, and TLS after it; 10 s
	// FirstByteTimeout bounds the silence before the first chunk that carries
	// anything: 60 s, or 10 minutes for a server on this machine or its network,
	// which may have to load the model. IdleTimeout bounds the silence after it:
	// 60 s. Keep-alive comments and empty chunks prolong each up to five times, not
	// for ever.
	FirstByteTimeout time.Duration
	IdleTimeout      time.Duration

	MaxLine      int // bytes of one line of the stream; 1 MiB
	MaxText      int // bytes of text and reasoning of one step; 1 MiB, then it ends with FinishLength
	MaxToolCalls int // calls of one step; 32, more are dropped
	MaxArguments int // bytes of one call's arguments; 64 KiB, then they are cut, and so no longer valid JSON

	// Retries after a failure that another try may mend, made only while nothing
	// of the answer was shown: 2. Negative: none.
	Retries int

	Logger     *slog.Logger // nil: discards
	Registerer Registerer   // nil: a registry of its own
	// Transport is the way to the server. Nil: a pool of our own, HTTP/2 where
	// the server speaks it. It must honour the request's context.
	Transport http.RoundTripper
}

func (o Options) withDefaults() Options {
	o.BaseURL = strings.TrimRight(cmp.Or(o.BaseURL, openAIURL), "/")
	o.ConnectTimeout = cmp.Or(o.ConnectTimeout, 10*time.Second)
	o.FirstByteTimeout = cmp.Or(o.FirstByteTimeout, serverAt(o.BaseURL).patience())
	o.IdleTimeout = cmp.Or(o.IdleTimeout, time.Minute)
	o.MaxLine = cmp.Or(o.MaxLine, 1<<20)
	o.MaxText = cmp.Or(o.MaxText, 1<<20)
	o.MaxToolCalls = cmp.Or(o.MaxToolCalls, 32)
	o.MaxArguments = cmp.Or(o.MaxArguments, 64<<10)
	o.Retries = max(cmp.Or(o.Retries, 2), 0)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// validate reports every fault at once.
func (o Options) validate() error {
	var faults []error
	if err := outbound.CheckBase(o.BaseURL); err != nil {
		faults = append(faults, fmt.Errorf("BaseURL %w", err))
	}
	if !outbound.Printable(o.APIKey) {
		faults = append(faults, errors.New("APIKey: holds a space or a character that is not printable ASCII"))
	}
	for _, d := range []struct {
		field string
		value time.Duration
	}{{"ConnectTimeout", o.ConnectTimeout}, {"FirstByteTimeout", o.FirstByteTimeout}, {"IdleTimeout", o.IdleTimeout}} {
		if d.value < 0 {
			faults = append(faults, fmt.Errorf("%s: %s is negative; want more than 0", d.field, d.value))
		}
	}
	for _, n := range []struct {
		field      string
		value, min int
	}{{"MaxLine", o.MaxLine, 1 << 10}, {"MaxText", o.MaxText, 1}, {"MaxToolCalls", o.MaxToolCalls, 1}, {"MaxArguments", o.MaxArguments, 1}} {
		if n.value < n.min {
			faults = append(faults, fmt.Errorf("%s: %d is too small; want at least %d", n.field, n.value, n.min))
		}
	}
	return errors.Join(faults...)
}
