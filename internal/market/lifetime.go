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
