package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quotewire/internal/sim"
	"quotewire/internal/sim/facts"
	simsources "quotewire/internal/sim/sources"
	"quotewire/internal/sim/wire"
)

var chaosSeed = flag.Uint64("chaos.seed", 0, "repeats the faults and questions of a run whose seed was this; 0: another one each time")

// chaosSymbols are what is asked for, of each kind and place, coins seldom: their sources
// bear a request a second.
func chaosSymbols() []string {
	const others = "AAPL MSFT NVDA KO SPY ^GSPC ^DJI SAP.DE VOD.L RY.TO 7203.T EURUSD=X USDJPY=X CL=F GC=F "
	return strings.Fields(strings.Repeat(others, 6) + "BTC-USD ETH-USD")
}

// Sources fail and come back at random while 2,000 questions are asked. Each answer is one
// source's, whose figures it has: none names another source, mixes two series, or is in
// another currency; and no source is asked more than it bears.
func TestSourcesFailAtRandom(t *testing.T) {
	w, world := startSources(t, 50*time.Millisecond, []string{"QUOTEWIRE_CACHE_ENTRIES=1", "QUOTEWIRE_CACHE_TTL=1ms"})
	ctx, stop := context.WithCancel(t.Context())
	seed := *chaosSeed
	for seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("again: go test ./cmd/server -run TestSourcesFailAtRandom -chaos.seed=%d", seed)
	var chaos sync.WaitGroup
	chaos.Go(func() { failAtRandom(ctx, t, rand.New(rand.NewPCG(seed, 2)), w, world) })
	catalog, err := facts.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	check := chaosCheck{t: t, catalog: catalog, by: map[string]int{}}
	var next atomic.Int64
	var clients sync.WaitGroup
	for range 16 {
		clients.Go(func() {
			client := &http.Client{Timeout: time.Minute}
			defer client.CloseIdleConnections()
			for {
				n := next.Add(1)
				if n > 2000 {
					return
				}
				rng := rand.New(rand.NewPCG(seed, uint64(n)))
				symbol := chaosSymbols()[rng.IntN(len(chaosSymbols()))]
				path := "/api/quotes/" + symbol
				if rng.IntN(3) == 0 {
					path = fmt.Sprintf("/api/history/%s?start=2025-10-%02d&end=2025-11-14", symbol, 1+rng.IntN(31))
				}
				check.one(client, w.url, path, symbol)
			}
		})
	}
	clients.Wait()
	stop()
	chaos.Wait()
	t.Logf("answers by provider: %v, refused: %d, other than the facts: 0", check.by, check.refused)
	if len(check.by) < 5 || check.refused > 1000 {
		t.Errorf("only %v answered, %d were refused", check.by, check.refused)
	}
	for name, most := range chaosLimits() {
		server := w.yahoo.Ledger
		if s := world.Sources[name]; s != nil {
			server = s.Ledger
		}
		log := server.Log()
		if at := atOnce(log); at > most.atOnce {
			t.Errorf("%s had %d requests at once, bears %d", name, at, most.atOnce)
		}
		if n, window := most.over(log); n > 0 {
			t.Errorf("%s had %d requests within %s, bears %g a second and %d at once", name, n, window, most.rate, most.burst)
		}
		t.Logf("%s: %d requests", name, server.Total())
	}
}

// failAtRandom has each source, for a while, answer with what is none.
func failAtRandom(ctx context.Context, t *testing.T, rng *rand.Rand, w *walk, world *sim.World) {
	kinds := []wire.Kind{wire.Status, wire.Reset, wire.Cut, wire.Truncate, wire.RateLimited, wire.Hang, wire.EmptyResult, wire.NullResult, wire.Late}
	set := func(name string, f ...wire.Fault) {
		var err error
		if s := world.Sources[name]; s != nil {
			err = s.Set(f...)
		} else {
			err = w.yahoo.Set(f...)
		}
		if err != nil {
			t.Error(err)
		}
	}
	names := append(simsources.Names(), "yahoo")
	lists := []wire.Kind{wire.EmptyResult, wire.NullResult}
	for ctx.Err() == nil {
		name := names[rng.IntN(len(names))]
		if rng.IntN(3) == 0 {
			name = "yahoo" // which answers most where it can
		}
		if rng.IntN(2) == 0 {
			set(name)
		} else {
			kind := kinds[rng.IntN(len(kinds))]
			if name == "yahoo" && slices.Contains(lists, kind) {
				continue // an empty list is Yahoo's word that there is no such symbol, which is final
			}
			if kind == wire.Hang && rng.IntN(8) > 0 {
				kind = wire.Late // where a silent source is the last that is left, it has all its time
			}
			set(name, wire.Fault{Kind: kind, Times: 1 + rng.IntN(3), Header: map[string]string{"Retry-After": "1"}})
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	for _, name := range names {
		set(name)
	}
}

// chaosCheck holds answers against the facts.
type chaosCheck struct {
	t       *testing.T
	catalog *facts.Catalog

	mu      sync.Mutex
	by      map[string]int // answers by provider
	refused int
}

func (c *chaosCheck) one(client *http.Client, base, path, symbol string) {
	res, err := client.Get(base + strings.ReplaceAll(path, "^", "%5E"))
	if err != nil {
		c.t.Error(err)
		return
	}
	defer func() { _ = res.Body.Close() }()
	var got struct {
		Provider string
		Currency string
		Price    *float64
		Origin   struct {
			Provider     string
			DelayMinutes float64 `json:"delay_minutes"`
		}
		Error struct{ Code string }
		Bars  []struct {
			Date  string
			Close float64
		}
	}
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
		c.t.Errorf("%s: %v", path, err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if res.StatusCode != http.StatusOK {
		c.refused++
		if !strings.HasPrefix(got.Error.Code, "market_") && got.Error.Code != "no_data" {
			c.t.Errorf("%s: %s %q", path, res.Status, got.Error.Code)
		}
		return
	}
	in := c.catalog.Find(symbol)
	c.by[got.Origin.Provider]++
	if got.Origin.Provider == "" || got.Origin.Provider != got.Provider {
		c.t.Errorf("%s: of %q, origin of %q", path, got.Provider, got.Origin.Provider)
	}
	if got.Currency != "" && got.Currency != in.Currency && (got.Currency != "USDT" || in.Currency != "USD") {
		c.t.Errorf("%s of %s: in %s, want %s", path, got.Provider, got.Currency, in.Currency)
	}
	if got.Price != nil {
		// A delay is one at most: Yahoo's figures here are those of now, and say that they may be late.
		now := in.Present(walkNow()).Bar.Close
		late := in.Present(walkNow().Add(-time.Duration(in.Exchange.Delay) * time.Minute)).Bar.Close
		if told := in.Present(walkNow().Add(-time.Duration(got.Origin.DelayMinutes * float64(time.Minute)))).Bar.Close; told != now {
			late = told
		}
		if math.Abs(*got.Price-late) < math.Abs(*got.Price-now) {
			now = late
		}
		c.near(path, got.Provider, "price", *got.Price, now)
	}
	for _, b := range got.Bars {
		d, err := facts.ParseDay(b.Date)
		if err != nil {
			c.t.Errorf("%s: %v", path, err)
			return
		}
		c.near(path, got.Provider, b.Date, b.Close, in.Close(d))
	}
}

// near allows for what 32 bits and the minute of a fix make of a figure: a quotient of two
// fixes is none of the pair's own closes, and a coin is averaged over a minute.
func (c *chaosCheck) near(path, provider, what string, got, want float64) {
	most := 0.0005
	if strings.Contains(path, "=X") || strings.Contains(path, "-USD") {
		most = 0.012
	}
	if math.Abs(got-want) > most*want {
		c.t.Errorf("%s of %s: %s is %v, want %v", path, provider, what, got, want)
	}
}

// atOnce is how many requests of a log were open at the same time.
func atOnce(log []wire.Record) (most int) {
	type edge struct {
		at   time.Time
		step int
	}
	var edges []edge
	for _, r := range log {
		if !r.Ended.IsZero() {
			edges = append(edges, edge{r.At, 1}, edge{r.Ended, -1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return a.step - b.step
	})
	open := 0
	for _, e := range edges {
		open += e.step
		most = max(most, open)
	}
	return most
}

// chaosLimit is what a source bears, as docs/sources.md says.
type chaosLimit struct {
	// atOnce is how many requests it is asked at a time, and two more: those whose client has
	// left and whose server has not seen it yet.
	atOnce int
	rate   float64 // requests a second in the long run; 0: any number
	burst  int
}

func chaosLimits() map[string]chaosLimit {
	return map[string]chaosLimit{
		"yahoo": {6, 0, 0}, "cnbc": {6, 5, 10}, "cboe": {6, 0, 0}, "nasdaq": {5, 3, 6}, "tmx": {4, 4, 8}, "kraken": {4, 1, 6}, "coinbase": {6, 6, 10},
		"binance": {6, 5, 10}, "coingecko": {4, 0.2, 4}, "ecb": {4, 0, 0}, "bankofcanada": {4, 0, 0},
	}
}

// over is the first window of a log in which there were more requests than the rate allows;
// 0 where there is none. One that had its turn before the window may arrive within it, and
// one that the transport repeats takes its turn afterwards: at either end as many more are
// allowed as are under way at a time.
func (l chaosLimit) over(log []wire.Record) (n int, window time.Duration) {
	for i := range log {
		for j := i; j < len(log) && l.rate > 0; j++ {
			n, window := j-i+1, log[j].At.Sub(log[i].At)
			if float64(n) > l.rate*window.Seconds()+float64(l.burst+2*l.atOnce) {
				return n, window
			}
		}
	}
	return 0, 0
}
