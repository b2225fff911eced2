package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/api/access"
)

// serving is a started app and what it logs, stopped with the test.
type serving struct {
	*app
	log *sink
	out *bytes.Buffer // read it after Close of log
}

func start(t *testing.T, environ ...string) *serving {
	t.Helper()
	s := &serving{out: new(bytes.Buffer)}
	s.log = startSink(s.out)
	a, err := newApp(testConfig(t, environ...), slog.New(slog.NewTextHandler(s.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(); err != nil {
		t.Fatal(err)
	}
	s.app = a
	t.Cleanup(func() {
		if err := a.Stop(); err != nil {
			t.Errorf("Stop: %v", err)
		}
		s.log.Close(time.Second)
	})
	return s
}

// status asks and gives the status and the body.
func status(t *testing.T, url string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
	}
	client, _ := clients(t)
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestKeysAreWired(t *testing.T) {
	s := start(t, "QUOTEWIRE_API_KEYS=one,two")
	for key, want := range map[string]int{"": 401, "Bearer three": 401, "Bearer one": 200, "Bearer two": 200} {
		if got, body := status(t, s.URL()+"/api/models", "Authorization", key); got != want {
			t.Errorf("key %q: %d, want %d: %s", key, got, want, body)
		}
	}
	if got, _ := status(t, s.URL()+"/readyz"); got != 200 {
		t.Errorf("/readyz wants a key: %d", got)
	}
}

// A page whose name was made to point at loopback must not be answered.
func TestHostsAreWired(t *testing.T) {
	s := start(t, "QUOTEWIRE_HOSTS=quotes.example.com")
	for host, want := range map[string]int{"evil.example": 403, "quotes.example.com": 200, "localhost:8080": 200, "127.0.0.1": 200, "[::1]:80": 200} {
		if got, body := status(t, s.URL()+"/healthz", "Host", host); got != want {
			t.Errorf("host %s: %d, want %d: %s", host, got, want, body)
		}
	}
	if got, _ := status(t, start(t).URL()+"/healthz", "Host", "evil.example"); got != 403 {
		t.Errorf("on a loopback address any host name is answered: %d", got)
	}
}

func TestHosts(t *testing.T) {
	names := func(more ...string) []string { return append([]string{"localhost", "127.0.0.1", "::1"}, more...) }
	for environ, want := range map[string]access.Hosts{
		"QUOTEWIRE_ADDR=127.0.0.1:80":                                     {Names: names()},
		"QUOTEWIRE_ADDR=127.0.0.9:80":                                     {Names: names("127.0.0.9")},
		"QUOTEWIRE_ADDR=127.0.0.1:80 QUOTEWIRE_API_KEYS=k":                {Names: names()},
		"QUOTEWIRE_ADDR=0.0.0.0:80 QUOTEWIRE_OPEN=1":                      {Names: names(), Addresses: true},
		"QUOTEWIRE_ADDR=0.0.0.0:80 QUOTEWIRE_API_KEYS=k":                  {},
		"QUOTEWIRE_ADDR=0.0.0.0:80 QUOTEWIRE_API_KEYS=k QUOTEWIRE_OPEN=1": {},
		"QUOTEWIRE_ADDR=:80 QUOTEWIRE_API_KEYS=k QUOTEWIRE_HOSTS=a":       {Names: names("a"), Addresses: true},
		"QUOTEWIRE_ADDR=b:80 QUOTEWIRE_OPEN=1 QUOTEWIRE_HOSTS=a":          {Names: names("a", "b"), Addresses: true},
	} {
		if diff := cmp.Diff(want, testConfig(t, strings.Fields(environ)...).hosts()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", environ, diff)
		}
		admin := strings.Replace(environ, "QUOTEWIRE_ADDR", "QUOTEWIRE_ADMIN_OPEN=1 QUOTEWIRE_ADMIN_ADDR", 1)
		if len(want.Names) == 0 { // a key is no reason: it asks for none
			want = access.Hosts{Names: names(), Addresses: true}
		}
		if diff := cmp.Diff(want, testConfig(t, strings.Fields(admin)...).adminHosts()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", admin, diff)
		}
	}
}

// A listener that other machines reach answers by its addresses, and to no page's
// name.
func TestHostsOfOpenListeners(t *testing.T) {
	s := start(t, "QUOTEWIRE_ADDR=0.0.0.0:0", "QUOTEWIRE_OPEN=true", "QUOTEWIRE_ADMIN_ADDR=0.0.0.0:0", "QUOTEWIRE_ADMIN_OPEN=true", "QUOTEWIRE_HOSTS=quotes.example.com")
	_, port, err := net.SplitHostPort(s.listeners[0].Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for listener, url := range map[string]string{"main": s.URL() + "/api/models", "admin": "http://127.0.0.1:" + port + "/debug/pprof/goroutine?debug=2"} {
		for host, want := range map[string]int{"10.1.2.3:9090": 200, "[2001:db8::5]:1": 200, "quotes.example.com": 200, "localhost": 200, "rebound.example": 403, "rebound.example:8080": 403} {
			if got, body := status(t, url, "Host", host); got != want {
				t.Errorf("%s, host %s: %d, want %d: %.100s", listener, host, got, want, body)
			}
		}
	}
}

func TestAdminListener(t *testing.T) {
	s := start(t, "QUOTEWIRE_ADMIN_ADDR=127.0.0.1:0")
	admin := "http://" + s.listeners[0].Addr().String()
	http1, _ := clients(t)
	if _, err := ask(t, http1, s.URL(), "What is Apple trading at?").rest(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/metrics":                         `quotewire_streams_total{mode="chat",outcome="done"} 1`,
		"/debug/turns":                     `"outcome": "done"`,
		"/debug/sources":                   `"state": "well"`,
		"/debug/pprof/goroutine?debug=1":   "goroutine profile",
		"/debug/pprof/":                    "heap",
		"/debug/pprof/cmdline":             "server.test",
		"/debug/pprof/profile?seconds=1":   "",
		"/debug/pprof/heap?debug=1&gc=1":   "heap profile",
		"/debug/pprof/trace?seconds=0.001": "",
	} {
		if got, body := status(t, admin+path); got != 200 || !strings.Contains(body, want) {
			t.Errorf("admin %s: %d, without %q", path, got, want)
		}
	}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/turns", "/debug/sources"} {
		if got, _ := status(t, s.URL()+path); got != 404 {
			t.Errorf("the main listener has %s: %d", path, got)
		}
		for _, header := range [][]string{{"Host", "rebound.example"}, {"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}} {
			if got, _ := status(t, admin+path, header...); got != 403 {
				t.Errorf("a web page reads %s with %v: %d", path, header, got)
			}
		}
	}
}

func TestModelsAreWired(t *testing.T) {
	model := startProvider(t)
	for environ, want := range map[string]string{
		"QUOTEWIRE_MODEL=large,small": `{"models":[{"id":"large","default":true},{"id":"small","default":false}],"demo":false}`,
		"QUOTEWIRE_MODEL=":            `{"models":[{"id":"patient","default":true}],"demo":false}`, // the server's own
	} {
		s := start(t, environ, "OPENAI_BASE_URL="+model.url)
		if got, body := status(t, s.URL()+"/api/models"); got != 200 || strings.TrimSpace(body) != want {
			t.Errorf("%s: %d %s", environ, got, body)
		}
	}
}

func TestDemoWinsOverAModelServer(t *testing.T) {
	s := start(t, "QUOTEWIRE_DEMO=true", "OPENAI_BASE_URL=http://127.0.0.1:1/v1", "QUOTEWIRE_MODEL=unused")
	if got, body := status(t, s.URL()+"/api/models"); got != 200 || !strings.Contains(body, `{"id":"demo","default":true}`) {
		t.Errorf("models: %d %s", got, body)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	s.log.Close(time.Second)
	if want := "the configured model server is not used"; !strings.Contains(s.out.String(), want) {
		t.Errorf("the log lacks %q:\n%s", want, s.out)
	}
}

// Dialects are offered to whoever lists them; names that the demo has no model of
// are not, for they would seem to answer.
func TestDemoOffersTheModelsThatItHas(t *testing.T) {
	s := start(t, "QUOTEWIRE_DEMO=true", "QUOTEWIRE_MODEL=demo,gpt-4o,dialect:gemini")
	if got, body := status(t, s.URL()+"/api/models"); got != 200 || strings.TrimSpace(body) != `{"models":[{"id":"demo","default":true},{"id":"dialect:gemini","default":false}],"demo":true}` {
		t.Errorf("models: %d %s", got, body)
	}
	client, _ := clients(t)
	asked := openStream(t, client, s.URL()+"/api/chat/stream?question=Hello&model=dialect:gemini")
	if got := asked.until(t, "session"); got.text("model") != "dialect:gemini" {
		t.Errorf("session: %v", got.data)
	}
	if last, err := asked.rest(); err != nil || last.name != "done" {
		t.Errorf("%v %v", last, err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	s.log.Close(time.Second)
	if want := "QUOTEWIRE_MODEL names models that the demo does not have"; !strings.Contains(s.out.String(), want) {
		t.Errorf("the log lacks %q:\n%s", want, s.out)
	}
}

// The demo of one server can stand for Yahoo to another.
func TestYahooURLIsUsedInTheDemo(t *testing.T) {
	first := start(t)
	yahooURL := ""
	for field := range strings.FieldsSeq(logged(t, first)) {
		if value, ok := strings.CutPrefix(field, "yahoo_url="); ok {
			yahooURL = value
		}
	}
	if yahooURL == "" {
		t.Fatal("the log does not tell the simulated Yahoo's address")
	}
	second := start(t, "QUOTEWIRE_YAHOO_URL="+yahooURL)
	var history struct{ Symbol string }
	got, body := status(t, second.URL()+"/api/history/NVDA?range=5d")
	if err := json.Unmarshal([]byte(body), &history); got != 200 || err != nil || history.Symbol != "NVDA" {
		t.Errorf("history: %d %v %s", got, err, body)
	}
	res, body := whole(t, second.URL()+"/api/quotes/NVDA") // to it that is a real one
	checkMark(t, "a quote", res, body, `"provider":"Yahoo Finance"`, false)
	if _, welcome := status(t, second.URL()+"/"); !strings.Contains(welcome, "The market data are not") {
		t.Errorf("the welcome takes the market for simulated:\n%s", welcome)
	}
	if err := first.Stop(); err != nil {
		t.Error(err)
	}
	if got, _ := status(t, second.URL()+"/api/history/MSFT?range=5d"); got != 502 {
		t.Errorf("history without the first one's Yahoo: %d, want 502", got)
	}
}

// logged is the log so far, of a server that goes on.
func logged(t *testing.T, s *serving) string {
	t.Helper()
	s.log.Close(time.Second) // later records are queued and not written
	return s.out.String()
}

func TestInflight(t *testing.T) {
	var f inflight
	if !f.wait(0) {
		t.Error("nothing is under way and wait waits")
	}
	f.enter()
	f.enter()
	if f.wait(time.Millisecond) {
		t.Error("two requests are under way and wait does not wait")
	}
	f.leave()
	ended := make(chan bool)
	go func() { ended <- f.wait(patience) }()
	f.leave()
	if !<-ended {
		t.Error("wait does not end with the last request")
	}
}
