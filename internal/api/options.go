package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/api/access"
	"quotewire/internal/api/marketdata"
	"quotewire/internal/market"
	"quotewire/internal/session"
)

// answerer answers questions. Its iterator returns promptly once ctx ends.
type answerer interface {
	Answer(ctx context.Context, turn answer.Turn) iter.Seq2[answer.Event, error]
}

// sessions keeps conversations apart by owner.
type sessions interface {
	Begin(ctx context.Context, owner, id string) (*session.Turn, error)
	Show(ctx context.Context, owner, id string) (session.Conversation, error)
	Delete(ctx context.Context, owner, id string) error
}

// Options configures a Server. The zero value of a field that is not required
// means what its comment says.
type Options struct {
	Agent    answerer           // required; answers chats
	Research answerer           // required; gives advanced answers
	Pages    pages              // required
	Sessions sessions           // required
	Market   marketdata.Market  // required
	Studies  marketdata.Studies // required
	Macro    marketdata.Macro   // required

	// Models may be asked for; the first is the default. Empty: DefaultModel is
	// asked, and only its model may be asked for.
	Models       []string
	DefaultModel func(context.Context) (string, error)

	Provider        string           // required; all whom Market asks, for answers that no data came for
	SimulatedMarket bool             // its data are made up
	SimulatedSeries bool             // so are those of Macro
	SimulatedSites  []netip.AddrPort // what Pages read there is made up
	Demo            bool             // the model is simulated, and what it answers made up
	Parts           []Part           // that /readyz tells of
	// Sources are those of market data with how they are. It is asked often and must not
	// wait. nil: none.
	Sources func() []market.SourceState

	Access access.Options // who may ask, and how much

	MaxAnswer    time.Duration // wall time of an answer; 0: 5 min
	WriteTimeout time.Duration // for a client to read what is written; 0: 20 s
	Heartbeat    time.Duration // silence of a stream before a comment; 0: 15 s, or 3/4 of WriteTimeout
	BodyTimeout  time.Duration // for a request body to arrive; 0: 15 s

	Logger         *slog.Logger // with LogHandler around its own; nil: discard
	Registerer     Registerer   // nil: metrics go nowhere
	Metrics        http.Handler // serves /metrics; nil: the route answers 404
	MetricsOnAdmin bool         // /metrics is on AdminHandler alone
}

// withDefaults fills in what was left zero.
func (o Options) withDefaults() Options {
	o.MaxAnswer = cmp.Or(o.MaxAnswer, 5*time.Minute)
	o.WriteTimeout = cmp.Or(o.WriteTimeout, 20*time.Second)
	o.Heartbeat = cmp.Or(o.Heartbeat, min(15*time.Second, o.WriteTimeout*3/4))
	o.BodyTimeout = cmp.Or(o.BodyTimeout, 15*time.Second)
	if o.Sources == nil {
		o.Sources = func() []market.SourceState { return nil }
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// validate reports all that is wrong at once.
func (o Options) validate() error {
	var errs []error
	wrong := func(field, format string, args ...any) {
		errs = append(errs, fmt.Errorf("api: Options.%s: "+format, append([]any{field}, args...)...))
	}
	for _, f := range []struct {
		field   string
		missing bool
	}{
		{"Agent", o.Agent == nil}, {"Research", o.Research == nil}, {"Pages", o.Pages == nil}, {"Sessions", o.Sessions == nil},
		{"Market", o.Market == nil}, {"Studies", o.Studies == nil}, {"Macro", o.Macro == nil}, {"Provider", o.Provider == ""},
	} {
		if f.missing {
			wrong(f.field, "is required")
		}
	}
	if len(o.Models) == 0 && o.DefaultModel == nil {
		wrong("Models", "is empty and there is no DefaultModel")
	}
	for _, d := range []struct {
		field string
		value time.Duration
	}{{"MaxAnswer", o.MaxAnswer}, {"WriteTimeout", o.WriteTimeout}, {"Heartbeat", o.Heartbeat}, {"BodyTimeout", o.BodyTimeout}} {
		if d.value < 0 {
			wrong(d.field, "is negative")
		}
	}
	// An HTTP/2 stream whose write deadline passes is reset even while idle.
	if o.Heartbeat > o.WriteTimeout*3/4 {
		wrong("Heartbeat", "%v is more than three quarters of WriteTimeout (%v)", o.Heartbeat, o.WriteTimeout)
	}
	return errors.Join(errs...)
}
