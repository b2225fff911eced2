package yahoo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/fairqueue"
	"quotewire/internal/market"
)

// shop is a Yahoo that quotes many symbols by one request: it knows those of an even
// length and those with a dash, and has odd entries for some.
type shop struct {
	mu    sync.Mutex
	asked []string // symbols of each request
	fault string   // an answer to all, instead
	slow  time.Duration
}

func (s *shop) answer(r *http.Request) (*http.Response, error) {
	if resp := credentials(r); resp != nil {
		return resp, nil
	}
	time.Sleep(s.slow)
	names := r.URL.Query().Get("symbols")
	s.mu.Lock()
	s.asked = append(s.asked, names)
	fault := s.fault
	s.mu.Unlock()
	if fault != "" {
		return answer(r, http.StatusBadGateway, fault), nil
	}
	var rows []string
	for name := range strings.SplitSeq(names, ",") {
		switch {
		case name == "GONE":
			rows = append(rows, `{"symbol":"GONE","quoteType":"NONE"}`)
		case name == "ODDITY":
			rows = append(rows, `{"symbol":"ODDITY","regularMarketPrice":1}`)
		case len(name)%2 == 0 || strings.Contains(name, "-"):
			rows = append(rows, fmt.Sprintf(`{"symbol":%q,"quoteType":"EQUITY","currency":"USD","marketState":"CLOSED","regularMarketPrice":%d.5}`, name, len(name)))
		}
	}
	return answer(r, http.StatusOK, `{"quoteResponse":{"result":[`+strings.Join(rows, ",")+`],"error":null}}`), nil
}

func (s *shop) requests() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, s.asked = s.asked, nil
	return all
}

// symbolsOf are the symbols of a text, as they stand in it.
func symbolsOf(text string) (symbols []market.Symbol) {
	for _, s := range strings.Fields(text) {
		symbols = append(symbols, symbolOf(s))
	}
	return symbols
}

// saidOf is what each symbol got, in words.
func saidOf(tickers []*market.Ticker, errs []error) string {
	var all []string
	for i, t := range tickers {
		if errs[i] != nil {
			symbol := ""
			if e, ok := errors.AsType[*market.Error](errs[i]); ok {
				symbol = e.Symbol + ": "
			}
			all = append(all, symbol+errs[i].Error())
			continue
		}
		price, _ := t.Price.Get()
		text := fmt.Sprintf("%s %.1f", t.Symbol, price)
		if t.Stale {
			text += " stale"
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

func TestQuotesAreAskedForTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shop{}
		m := newTestMarket(t, options{RoundTripper: roundTrip(s.answer)})
		for _, step := range []struct{ symbols, told, asked string }{
			{"AA BBBB CC-D", "AA 2.5; BBBB 4.5; CC-D 4.5", "AA,BBBB,CC-D"},
			{"BBBB DD AA", "BBBB 4.5; DD 2.5; AA 2.5", "DD"},
			{"AA BBBB", "AA 2.5; BBBB 4.5", ""},
			{"EEE FF", "EEE: no such symbol; FF 2.5", "EEE,FF"},
			{"EEE FFF", "EEE: no such symbol; FFF: no such symbol", "EEE,FFF"},
			{"HHHHH.B GG XXX.YY AA", "HHHHH-B 7.5; GG 2.5; XXX.YY 6.5; AA 2.5", "HHHHH.B,GG,XXX.YY|HHHHH-B"},
			{"GONE II ODDITY", "GONE: no such symbol: no longer quoted: delisted, merged or renamed; II 2.5; " +
				"ODDITY: the market data source sent a malformed answer: no quoteType in the answer", "GONE,II,ODDITY"},
			{"JJ JJ JJ", "JJ 2.5; JJ 2.5; JJ 2.5", "JJ"},
			{"", "", ""},
		} {
			if got := saidOf(m.Quotes(t.Context(), symbolsOf(step.symbols))); got != step.told {
				t.Errorf("%s: %s\nwant %s", step.symbols, got, step.told)
			}
			if got := strings.Join(s.requests(), "|"); got != step.asked {
				t.Errorf("%s: asked for %s, want %s", step.symbols, got, step.asked)
			}
		}
		if q, err := m.Quote(t.Context(), symbolOf("DD")); err != nil || len(s.requests()) != 0 {
			t.Errorf("one of them alone, afterwards: %v, %v", q, err)
		}
		if got := saidOf(m.Quotes(t.Context(), []market.Symbol{symbolOf("AA"), {}})); got != "AA 2.5; not a symbol: empty" {
			t.Errorf("with an empty symbol: %s", got)
		}
	})
}

func TestManyQuotesAreFewRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shop{}
		m := newTestMarket(t, options{RoundTripper: roundTrip(s.answer), CacheEntries: 200})
		var symbols []market.Symbol
		for i := range 120 {
			symbols = append(symbols, symbolOf(fmt.Sprintf("T%03d", i)))
		}
		tickers, errs := m.Quotes(t.Context(), symbols)
		for i := range symbols {
			if errs[i] != nil || tickers[i].Symbol != symbols[i] {
				t.Errorf("%s: %v, %v", symbols[i], tickers[i], errs[i])
			}
		}
		for i, names := range s.requests() {
			if n := strings.Count(names, ",") + 1; n != []int{50, 50, 20}[i] {
				t.Errorf("request %d names %d symbols", i, n)
			}
		}
	})
}

// What fails for the whole request fails for each symbol, by its own name, and what
// Yahoo said before stands in for it.
func TestQuotesOfARequestThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shop{}
		m := newTestMarket(t, options{RoundTripper: roundTrip(s.answer)})
		if _, err := m.Quote(t.Context(), symbolOf("AA")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		s.fault = "<html>"
		tickers, errs := m.Quotes(t.Context(), symbolsOf("AA BB CC"))
		if errs[0] != nil || !tickers[0].Stale {
			t.Errorf("AA: %+v, %v, want what was said before", tickers[0], errs[0])
		}
		for i, name := range []string{"BB", "CC"} {
			if e := wantKind(t, errs[i+1], market.ErrUnavailable); e.Symbol != name || e.Status != http.StatusBadGateway {
				t.Errorf("%s: %v", name, e)
			}
		}
		if n := len(s.requests()); n != 3 { // one for AA, then one and its second try
			t.Errorf("%d requests, want 3", n)
		}
		cause := errors.New("client left")
		ctx, leave := context.WithCancelCause(t.Context())
		leave(cause)
		if _, errs := m.Quotes(ctx, symbolsOf("DD EE")); !errors.Is(errs[0], cause) || !errors.Is(errs[1], cause) {
			t.Errorf("who left gets %v", errs)
		}
	})
}

// Who asks for one of them meanwhile, alone or with others, waits for the request
// that is under way.
func TestQuotesShareLoads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shop{slow: time.Second}
		m := newTestMarket(t, options{RoundTripper: roundTrip(s.answer)})
		var all sync.WaitGroup
		said := make([]string, 3)
		all.Go(func() { said[0] = saidOf(m.Quotes(t.Context(), symbolsOf("AA BB"))) })
		time.Sleep(100 * time.Millisecond)
		all.Go(func() { said[1] = saidOf(m.Quotes(t.Context(), symbolsOf("BB CC AA"))) })
		all.Go(func() {
			q, err := m.Quote(t.Context(), symbolOf("AA"))
			said[2] = saidOf([]*market.Ticker{q}, []error{err})
		})
		all.Wait()
		if got, want := strings.Join(said, " | "), "AA 2.5; BB 2.5 | BB 2.5; CC 2.5; AA 2.5 | AA 2.5"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if got := strings.Join(s.requests(), "|"); got != "AA,BB|CC" {
			t.Errorf("requests %s", got)
		}
	})
}

// The requests of one client leave places for others, however many they are, and the
// crumb that all wait for has no client's turn to wait for.
func TestOneClientDoesNotHaveTheMarket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shop{slow: 200 * time.Millisecond}
		m := newTestMarket(t, options{RoundTripper: roundTrip(s.answer)})
		many := fairqueue.WithClient(t.Context(), "many")
		var all sync.WaitGroup
		for i := range 80 {
			all.Go(func() {
				if _, err := m.Quote(many, symbolOf(fmt.Sprintf("T%03d", i))); err != nil {
					t.Errorf("one of many: %v", err)
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		for _, client := range []string{"one", "two", ""} {
			all.Go(func() {
				began := time.Now()
				_, err := m.Quote(fairqueue.WithClient(t.Context(), client), symbolOf(client+"AAAA"[len(client):]))
				if took := time.Since(began); err != nil || took > 600*time.Millisecond {
					t.Errorf("%q waited %v beside another's 80: %v", client, took, err)
				}
			})
		}
		all.Wait()
	})
}

// What a client with many requests has asked for is not held back for others who ask
// for it too, alone or with more.
func TestOneClientHoldsNoSymbol(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shop{slow: 200 * time.Millisecond}
		m := newTestMarket(t, options{RoundTripper: roundTrip(s.answer)})
		many := fairqueue.WithClient(t.Context(), "many")
		var all sync.WaitGroup
		for i := range 60 {
			all.Go(func() {
				if _, err := m.Quote(many, symbolOf(fmt.Sprintf("T%03d", i))); err != nil {
					t.Errorf("one of many: %v", err)
				}
			})
			time.Sleep(time.Microsecond) // in this order
		}
		for i, client := range []string{"one", "two"} {
			all.Go(func() {
				began := time.Now()
				_, errs := m.Quotes(fairqueue.WithClient(t.Context(), client), symbolsOf(fmt.Sprintf("T05%d", i)+strings.Repeat(" MMMM", i)))
				if took := time.Since(began); errors.Join(errs...) != nil || took > 900*time.Millisecond {
					t.Errorf("%q waited %v for what another has asked for: %v", client, took, errors.Join(errs...))
				}
			})
		}
		all.Wait()
	})
}
