package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/yahoo"
	"quotewire/internal/store/bolt"
	"quotewire/internal/store/redis/redistest"
)

// startYahoo is a Yahoo that answers, or refuses everything.
func startYahoo(t *testing.T, refuses bool) (url string) {
	t.Helper()
	y, err := yahoo.New(wire.Options{Now: walkNow})
	if err != nil {
		t.Fatal(err)
	}
	if refuses {
		if err := y.Set(wire.Fault{Kind: wire.RateLimited}); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(y)
	t.Cleanup(func() {
		y.Close()
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// keeper is a server that keeps what it was told.
type keeper struct {
	*app
	t   *testing.T
	log *transcript
}

func startKeeper(t *testing.T, yahooURL string, now time.Time, environ ...string) *keeper {
	t.Helper()
	k := &keeper{t: t, log: &transcript{}}
	cfg := testConfig(t, append([]string{"QUOTEWIRE_DEMO=true", "QUOTEWIRE_RATE_LIMIT=0", "QUOTEWIRE_YAHOO_URL=" + yahooURL}, environ...)...)
	var err error
	k.app, err = build(cfg, slog.New(slog.NewTextHandler(k.log, nil)), func(a *app, cfg config) error {
		a.now = func() time.Time { return now }
		return a.wire(cfg)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.end)
	return k
}

func (k *keeper) end() {
	k.t.Helper()
	if err := k.Stop(); err != nil {
		k.t.Error(err)
	}
}

// aged is the status of an answer, and what it says of its age.
type aged struct {
	status int
	stale  bool
	body   string
}

func heard(t *testing.T, url string) aged {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return aged{res.StatusCode, strings.Contains(string(body), `"stale":true`), string(body)}
}

// storedPaths are questions of all kinds whose answers outlive the process.
func storedPaths() []string {
	return []string{
		"/api/quotes/AAPL", "/api/history/AAPL?range=1y", "/api/fundamentals/AAPL", "/api/fundamentals/AAPL?section=actions", "/api/fundamentals/AAPL?statement=income",
		"/api/options/AAPL", "/api/news/AAPL", "/api/screeners/day_gainers", "/api/screeners/trending", "/api/quotes?symbols=MSFT,SHEL.L",
	}
}

// A server that is started anew while Yahoo refuses it serves what the one before it was
// told, with its age, for a day.
func TestAnswersOutliveARestart(t *testing.T) {
	folder := "QUOTEWIRE_DATA=" + filepath.Join(t.TempDir(), "data")
	first := startKeeper(t, startYahoo(t, false), walkNow(), folder)
	for _, path := range storedPaths() {
		if got := heard(t, first.URL()+path); got.status != http.StatusOK || got.stale {
			t.Fatalf("%s: %+v", path, got)
		}
	}
	first.end()
	refusing := startYahoo(t, true)
	second := startKeeper(t, refusing, walkNow().Add(3*time.Hour), folder)
	for _, path := range storedPaths() {
		got := heard(t, second.URL()+path)
		if got.status != http.StatusOK || !got.stale || !strings.Contains(got.body, `"age_seconds":10800`) {
			t.Errorf("%s: %+v, want it 10,800 seconds old", path, got)
		}
	}
	if got := heard(t, second.URL()+"/api/quotes/MCD"); got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, "market_blocked") {
		t.Errorf("what was never asked for: %+v", got)
	}
	second.end()
	third := startKeeper(t, refusing, walkNow().Add(24*time.Hour+time.Second), folder)
	if got := heard(t, third.URL()+"/api/quotes/AAPL"); got.status != http.StatusServiceUnavailable {
		t.Errorf("after a day: %+v", got)
	}
}

// A process that is killed leaves a file that the next one reads; two at once cannot
// have one folder.
func TestProcessThatIsKilledLeavesItsFile(t *testing.T) {
	folder := "QUOTEWIRE_DATA=" + t.TempDir()
	first := startProcess(t, nil, "QUOTEWIRE_DEMO=true", "QUOTEWIRE_YAHOO_URL="+startYahoo(t, false), folder)
	if got := heard(t, first.url()+"/api/quotes/AAPL"); got.status != http.StatusOK {
		t.Fatalf("%+v", got)
	}
	second := startProcess(t, nil, "QUOTEWIRE_DEMO=true", folder)
	if status := second.wait(); status != statusFailed || !strings.Contains(second.text(), "QUOTEWIRE_DATA") || !strings.Contains(second.text(), "in use by another process") {
		t.Errorf("status %d: %s", status, second.text())
	}
	http1, _ := clients(t)
	eventually(t, "it is written", func() bool {
		return strings.Contains(fetch(t, http1, first.url()+"/metrics"), `quotewire_store_writes_total{outcome="kept"} 1`)
	})
	first.signal(syscall.SIGKILL)
	first.wait()
	third := startProcess(t, nil, "QUOTEWIRE_DEMO=true", "QUOTEWIRE_YAHOO_URL="+startYahoo(t, true), folder)
	if got := heard(t, third.url()+"/api/quotes/AAPL"); got.status != http.StatusOK || !got.stale {
		t.Errorf("%+v", got)
	}
}

// Two servers share a Redis: what one was told the other serves while Yahoo refuses it.
// When Redis dies answers go on, and each server leaves one record of it.
func TestServersShareARedis(t *testing.T) {
	server := redistest.Start(t, "--requirepass", "geheim")
	url := "QUOTEWIRE_REDIS_URL=redis://:geheim@" + server.Addr
	one := startKeeper(t, startYahoo(t, false), walkNow(), url)
	other := startKeeper(t, startYahoo(t, true), walkNow().Add(time.Hour), url)
	for _, path := range storedPaths() {
		if got := heard(t, one.URL()+path); got.status != http.StatusOK || got.stale {
			t.Fatalf("%s: %+v", path, got)
		}
		eventually(t, path+" is shared", func() bool {
			got := heard(t, other.URL()+path)
			return got.status == http.StatusOK && strings.Contains(got.body, `"age_seconds":3600`)
		})
	}
	server.Kill()
	lost := func(k *keeper) int { return strings.Count(k.log.String(), "store is lost") }
	for _, symbol := range []string{"INTC", "VOD.L", "7203.T", "BTC-USD", "SPY"} {
		if got := heard(t, one.URL()+"/api/quotes/"+symbol); got.status != http.StatusOK || got.stale {
			t.Errorf("%s without Redis: %+v", symbol, got)
		}
		if got := heard(t, other.URL()+"/api/quotes/"+symbol); got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, "market_blocked") {
			t.Errorf("%s without Redis, refused: %+v", symbol, got)
		}
	}
	if got := heard(t, other.URL()+"/api/quotes/AAPL"); got.status != http.StatusOK || !got.stale {
		t.Errorf("what it had found before: %+v", got)
	}
	eventually(t, "both say so", func() bool { return lost(one) == 1 && lost(other) == 1 })
	server.Restart()
	day := walkNow()
	eventually(t, "one says that it is back", func() bool {
		day = day.AddDate(0, 0, -7) // another question each time
		heard(t, one.URL()+"/api/history/AAPL?start="+day.Format(time.DateOnly)+"&end=2025-11-19")
		return strings.Contains(one.log.String(), "store is back")
	})
	for _, k := range []*keeper{one, other} {
		if lost(k) != 1 || strings.Contains(k.log.String(), "geheim") {
			t.Errorf("log:\n%s", k.log.String())
		}
	}
}

// A Redis that is away keeps no server from starting.
func TestStartWithoutRedis(t *testing.T) {
	k := startKeeper(t, startYahoo(t, false), walkNow(), "QUOTEWIRE_REDIS_URL=redis://127.0.0.1:9")
	if got := heard(t, k.URL()+"/api/quotes/AAPL"); got.status != http.StatusOK {
		t.Errorf("%+v", got)
	}
}

// A file that cannot be had or read is an error that names the variable and says what to
// do; nothing is left open.
func TestDataThatCannotBe(t *testing.T) {
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, bolt.FileName), []byte(strings.Repeat("no such file ", 2000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{
		damaged: "is damaged: put a copy in its place, or remove it",
		filepath.Join(damaged, bolt.FileName, "below"): "not a directory",
		"/proc/self/nowhere":                           "make folder",
	} {
		_, err := newApp(testConfig(t, "QUOTEWIRE_DEMO=true", "QUOTEWIRE_DATA="+folder), quiet())
		if err == nil || !strings.HasPrefix(err.Error(), "QUOTEWIRE_DATA: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", folder, err, want)
		}
	}
}
