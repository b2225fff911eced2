package market

import (
	"reflect"
	"time"
)

// How long answers are fresh.
const (
	whileOpen   = 15 * time.Second
	whileClosed = 5 * time.Minute
	ofBars      = time.Minute
)

func (o Options) tickerTTL(t *Ticker) time.Duration {
	switch {
	case o.CacheTTL > 0:
		return o.CacheTTL
	case t.Kind == KindCrypto, t.State == StateOpen, t.State == StatePre, t.State == StatePost:
		return whileOpen
	}
	return whileClosed
}

// secondTTL is that of the ticker that it holds.
func (o Options) secondTTL(s *second) time.Duration {
	if s.ticker == nil {
		return whileClosed
	}
	return o.tickerTTL(s.ticker)
}

// costOfSecond counts the ticker twice: a verdict holds a copy.
func costOfSecond(key string, s *second) int64 {
	size := int64(len(key)) + overhead
	if s.ticker != nil {
		size += 2 * weigh(s.ticker)
	}
	return size
}

// historyTTL is short for bars within a day only: a day's bar changes too, but
// who wants its last second asks for a quote.
func historyTTL(h *History) time.Duration {
	switch {
	case h.Interval.Length() == 0:
		return whileClosed
	case h.Open && h.Interval == Minute:
		return whileOpen
	}
	return ofBars
}

// overhead is what an entry costs besides its value: allocation headers and
// rounding.
const overhead = 256

func costOfHistory(key string, h *History) int64 {
	size := int64(reflect.TypeFor[History]().Size()) + overhead + int64(len(key)+len(h.Name)+len(h.URL))
	for _, d := range h.Doubts {
		size += int64(reflect.TypeFor[Doubt]().Size()) + int64(len(d.Text))
	}
	// A time zone is not shared between histories and takes about 8 KB.
	return size + 8<<10 + int64(cap(h.Bars))*int64(reflect.TypeFor[Bar]().Size())
}
