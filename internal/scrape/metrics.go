package scrape

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer is where a Scraper registers its metrics.
type Registerer = prometheus.Registerer

// viaMetrics are those of one way of reading pages.
type viaMetrics struct {
	pages   map[string]prometheus.Counter // by outcome
	seconds prometheus.Observer
	bytes   prometheus.Counter
}

// metrics counts pages that were read from their sites: those from the cache are
// counted there.
type metrics struct {
	via      map[Via]*viaMetrics
	contexts prometheus.Gauge
	starts   map[string]prometheus.Counter // by outcome
	ends     map[string]prometheus.Counter // by reason
	queued   prometheus.Observer
	rejected prometheus.Counter
	refused  prometheus.Counter
	readers  *readerMetrics
}

// The reasons for which a process that reads pages ends.
const (
	endIdle   = "idle"
	endClosed = "closed"
	endLarge  = "large"
	endSlow   = "slow"
	endBroken = "broken"
	endLeft   = "left"
)

// readerMetrics are those of the processes that make text of pages.
type readerMetrics struct {
	running prometheus.Gauge
	failed  prometheus.Counter            // to start
	ends    map[string]prometheus.Counter // by reason
}

// reason is why a process ends that has said err of a page, of which ctx is.
func (*readerMetrics) reason(ctx context.Context, err error) string {
	switch {
	case err == nil:
		return endLarge
	case ctx.Err() != nil:
		return endLeft
	case errors.Is(err, errSlow):
		return endSlow
	}
	return endBroken
}

func newMetrics(reg Registerer) *metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	factory := promauto.With(reg)
	counter := func(name, help string) prometheus.Counter {
		return factory.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	gauge := func(name, help string) prometheus.Gauge {
		return factory.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	}
	pages := factory.NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_scrape_pages_total", Help: "Pages read from their sites by way and outcome.",
	}, []string{"via", "outcome"})
	seconds := factory.NewHistogramVec(histogram("quotewire_scrape_page_duration_seconds", "Time to read a page by way, waits included."), []string{"via"})
	bytes := counters(factory, "quotewire_scrape_bytes_total", "Bytes that pages brought by way: decompressed for http, as on the wire for the browser.",
		"via", string(ViaHTTP), string(ViaBrowser))
	m := &metrics{
		via:      make(map[Via]*viaMetrics),
		contexts: gauge("quotewire_browser_contexts", "Browser contexts open now, those kept ready included."),
		starts:   counters(factory, "quotewire_browser_starts_total", "Starts of the browser by outcome.", "outcome", "ok", "failed"),
		ends: counters(factory, "quotewire_browser_ends_total", "Ends of the browser by reason: another is started when it is needed.",
			"reason", "recycled", "died", "stuck", "memory", "closed"),
		queued:   factory.NewHistogram(histogram("quotewire_browser_queue_duration_seconds", "Time a page waited for a place in the browser.")),
		rejected: counter("quotewire_browser_queue_rejections_total", "Pages that found no place in the queue for the browser."),
		refused: counter("quotewire_scrape_browser_refused_requests_total",
			"Requests of pages in the browser that the guard refused or that are of no use for text."),
		readers: &readerMetrics{
			running: gauge("quotewire_page_readers", "Processes that make text of pages now, those kept ready included."),
			failed:  counter("quotewire_page_reader_start_failures_total", "Processes that make text of pages and did not start."),
			ends: counters(factory, "quotewire_page_reader_ends_total",
				"Ends of processes that make text of pages by reason: slow and broken had a page that was too heavy.",
				"reason", endIdle, endClosed, endLarge, endSlow, endBroken, endLeft),
		},
	}
	for _, via := range []Via{ViaHTTP, ViaBrowser} {
		way := &viaMetrics{
			pages:   make(map[string]prometheus.Counter),
			seconds: seconds.WithLabelValues(string(via)),
			bytes:   bytes[string(via)],
		}
		for _, outcome := range []string{
			"ok", "not_modified", "thin", "cancelled", "url", "forbidden", "robots", "blocked", "not_found", "too_large",
			"unsupported", "unavailable", "busy", "empty",
		} {
			way.pages[outcome] = pages.WithLabelValues(string(via), outcome)
		}
		m.via[via] = way
	}
	return m
}

func histogram(name, help string) prometheus.HistogramOpts {
	return prometheus.HistogramOpts{
		Name: name, Help: help,
		Buckets:                         []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
		NativeHistogramBucketFactor:     1.1,
		NativeHistogramMaxBucketNumber:  100,
		NativeHistogramMinResetDuration: time.Hour,
	}
}

func counters(factory promauto.Factory, name, help, label string, values ...string) map[string]prometheus.Counter {
	vec := factory.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
	bound := make(map[string]prometheus.Counter, len(values))
	for _, value := range values {
		bound[value] = vec.WithLabelValues(value)
	}
	return bound
}

// read counts one page that was asked for at start.
func (m *metrics) read(via Via, start time.Time, outcome string) {
	m.via[via].seconds.Observe(time.Since(start).Seconds())
	m.via[via].pages[outcome].Inc()
}

// outcomeOf is the label of what came of a page under ctx.
func outcomeOf(ctx context.Context, err error) string {
	if err == nil {
		return "ok"
	}
	for outcome, sentinel := range map[string]error{
		"url": ErrURL, "forbidden": ErrForbidden, "robots": ErrRobots, "blocked": ErrBlocked, "not_found": ErrNotFound,
		"too_large": ErrTooLarge, "unsupported": ErrUnsupported, "busy": ErrBusy, "empty": ErrEmpty,
	} {
		if errors.Is(err, sentinel) {
			return outcome
		}
	}
	if ctx.Err() != nil {
		return "cancelled"
	}
	return "unavailable"
}
