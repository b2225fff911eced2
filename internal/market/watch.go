package market

import (
	"context"
	"log/slog"
	"time"

	"quotewire/internal/cache"
)

// WatchOptions say who is watched.
type WatchOptions struct {
	Name       string // in the log, the metrics and SourceState: no other source's
	Role       string // what it is asked for
	Source     Teller
	Logger     *slog.Logger // required
	Registerer cache.Registerer
}

// Teller is a source that tells how it is.
type Teller interface {
	// Problem is why the last request failed and since when requests do, nil while they
	// succeed.
	Problem() (since time.Time, err error)
	// Held is the *Error of a request that would be held back now, nil when it would not.
	Held() error
}

// Watch is a source of something else than market data, asked outside of a Market. What
// becomes of its questions is counted and told with the metrics and in the words that a
// Market has for its own sources. It keeps no question from the source. It is safe for
// concurrent use.
type Watch struct {
	monitor *monitor
	role    string
}

// NewWatch watches a source.
func NewWatch(o WatchOptions) *Watch {
	all := newMetrics(o.Registerer)
	all.has(o.Name, []string{o.Role})
	return &Watch{newMonitor(watched{o.Name, o.Source}, Options{Logger: o.Logger}, all.of(o.Name)), o.Role}
}

// watched is a source as its monitor knows it.
type watched struct {
	name string
	Teller
}

func (w watched) Name() string     { return w.name }
func (watched) Covers(Symbol) bool { return false }

// Watched puts a question to the source of w. Its errors are as those of a Source.
func Watched[V any](ctx context.Context, w *Watch, question func(context.Context) (V, error)) (V, error) {
	return put(ctx, w.monitor, w.role, 0, question)
}

// ServedStale counts an old answer of the source.
func (w *Watch) ServedStale() { w.monitor.counts.stale.Inc() }

// State is how the source is. One that is lost is asked all the same.
func (w *Watch) State() SourceState {
	s := w.monitor.state()
	s.Roles = []string{w.role}
	return s
}

// Problem is as that of a Market, of sources that are watched.
func Problem(all []*Watch) (since time.Time, err error) {
	var monitors []*monitor
	for _, w := range all {
		monitors = append(monitors, w.monitor)
	}
	return problemOf(monitors)
}
