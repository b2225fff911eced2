package tools

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// origin is the origin of an answer of market data.
func origin(o market.Origin, title string) exhibit.Origin {
	return exhibit.Origin{
		Kind: exhibit.Market, Title: title, URL: o.URL, Provider: o.Provider, AsOf: o.AsOf, Stale: o.Stale, Age: o.Age, ConfirmedBy: o.ConfirmedBy,
	}
}

// freshness says how old an answer is.
func (b *builder) freshness(f market.Origin) {
	b.top().stale(f)
	b.top().asOf(f, time.UTC)
}

func (l *factList) stale(f market.Origin) {
	if f.Stale {
		l.words("stale", old(f))
	}
}

// old is how old an answer is that nobody has renewed: its sources refuse us, or are silent
// and their load goes on.
func old(f market.Origin) string {
	return fmt.Sprintf("no source of it has answered; this is what %s said %s ago", cmp.Or(f.Provider, "one"), age(f.Age))
}

func (l *factList) asOf(f market.Origin, zone *time.Location) {
	if !f.AsOf.IsZero() {
		l.add("as of", exhibit.Moment(f.AsOf.In(zone), exhibit.Instant()))
	}
}

// confirmed names who gives the same price.
func (l *factList) confirmed(o market.Origin) {
	switch len(o.ConfirmedBy) {
	case 0:
	case 1:
		l.words("confirmed", o.ConfirmedBy[0]+" gives the same price")
	default:
		l.words("confirmed", strings.Join(o.ConfirmedBy, " and ")+" give the same price")
	}
}

// several says that the answers are of more than one provider, so that each has to say
// whose it is.
func several(origins ...market.Origin) bool {
	return slices.ContainsFunc(origins, func(o market.Origin) bool { return o.Provider != origins[0].Provider })
}

// behind says by how much prices lag their exchange, where one does: the most of them.
func (l *factList) behind(tickers ...*market.Ticker) {
	most := longestDelay(tickers)
	if most == 0 {
		return
	}
	before := ""
	if len(tickers) > 1 {
		before = "up to "
	}
	l.add("delay of prices", minutesBehind(most).Of("quote.delay").Between(before, ""))
}

// originsOf are those of some tickers.
func originsOf(tickers []*market.Ticker) []market.Origin {
	all := make([]market.Origin, len(tickers))
	for i, t := range tickers {
		all[i] = t.Origin
	}
	return all
}

// longestDelay is by how many minutes prices lag their exchange, the most of them.
func longestDelay(tickers []*market.Ticker) (most float64) {
	for _, t := range tickers {
		if t != nil {
			v, _ := t.DelayMinutes.Get()
			most = max(most, v)
		}
	}
	return most
}

// minutes is a delay.
func minutes(v float64) exhibit.Value { return number(v, exhibit.Fixed(0), exhibit.Minutes) }

// minutesBehind is a delay in words.
func minutesBehind(v float64) exhibit.Value {
	return minutes(v).Between("", " minutes behind the exchange")
}

// disputed reports whether another provider gives a figure of a quote otherwise.
func disputed(t *market.Ticker) bool { return len(t.Disputed) > 0 }

// quoteTitle is the title of a quote's origin, which says whose it is where that of another
// stands beside it.
func quoteTitle(t *market.Ticker) string {
	title := titled(t.Name, t.Symbol) + " quote"
	if disputed(t) {
		title += " by " + t.Provider
	}
	return title
}

// contested is a figure of an answer that another provider gives otherwise.
type contested struct {
	market.Dispute
	of      market.Symbol
	name    string // of the instrument
	by      string // whose the answer is
	zone    *time.Location
	written func(currency string) form
	unit    string // of the answer's figure
}

// contestedBy are the disputes about a quote.
func contestedBy(t *market.Ticker) (all []contested) {
	w := tickerWriter{t: t, places: placesOf(t)}
	written := func(unit string) form {
		return func(v float64) exhibit.Value { return money(v, w.places, exhibit.In(unit)) }
	}
	for _, d := range t.Disputed {
		all = append(all, contested{d, t.Symbol, t.Name, t.Provider, t.Location, written, w.unit().Code})
	}
	return all
}

// ours and theirs are the figure of the answer and that of the other.
func (c contested) ours() exhibit.Value { return cell(c.Value, c.written(c.unit)) }

func (c contested) theirs() exhibit.Value {
	return cell(c.Other, c.written(cmp.Or(label(c.Currency), c.unit)))
}

// contest adds what others say of figures of an answer: a line that says both, a datum of
// the other's figure with an origin of its own. In a small window the line is shorter.
func (b *builder) contest(narrow bool, all []contested) {
	for _, c := range all {
		other := c.theirs().Of(exhibit.Field("quote." + c.Field)).During(exhibit.At(c.OtherAt))
		if other.Kind == exhibit.Absent {
			continue
		}
		b.words("disputed", c.text(narrow))
		b.Origins = append(b.Origins, exhibit.Origin{
			Kind: exhibit.Market, Title: titled(c.name, c.of) + " quote by " + c.Provider, URL: c.URL, Provider: c.Provider, AsOf: c.OtherAt,
		})
		b.Told = append(b.Told, exhibit.Fact{
			Head:   exhibit.Head{Name: c.label() + " by " + c.Provider, Subject: c.of.String(), Source: len(b.Origins)},
			Values: []exhibit.Value{other},
		})
	}
}

// label is the disputed figure's name for readers.
func (c contested) label() string { return strings.ReplaceAll(c.Field, "_", " ") }

// text is "AAPL price: CNBC gives 103.02 USD at ..., 3.00 % more than the 100.02 USD at
// ... of Yahoo Finance".
func (c contested) text(narrow bool) string {
	s := fmt.Sprintf("%s %s: %s gives %s%s, %s than the %s%s of %s", c.of, c.label(), c.Provider, c.theirs(), c.at(c.OtherAt),
		c.apart(), c.ours(), c.at(c.AsOf), c.by)
	if narrow {
		return s
	}
	if c.Delayed {
		s += "; one of the two is delayed, which may be all that sets them apart"
	}
	s += "; tell both"
	if c.URL != "" {
		s += "; " + c.URL
	}
	return s
}

// at is a moment in the exchange's time, to the minute.
func (c contested) at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " at " + t.In(cmp.Or(c.zone, time.UTC)).Format("2006-01-02 15:04 MST")
}

// apart is how much more or less the other's figure is.
func (c contested) apart() string {
	ours, _ := c.Value.Get()
	other, _ := c.Other.Get()
	more := "more"
	if other < ours {
		more = "less"
	}
	if ours == 0 {
		return more
	}
	return exhibit.Number(math.Abs(other/ours-1)*100, exhibit.Fixed(2), exhibit.In(exhibit.Percent)).String() + " " + more
}
