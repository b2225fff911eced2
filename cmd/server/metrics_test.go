package main

import (
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

// promtool runs Prometheus' own checker. Without it these tests fail rather
// than pass over what they are for.
func promtool(t *testing.T, input string, args ...string) {
	t.Helper()
	path, err := exec.LookPath("promtool")
	if err != nil {
		t.Fatal("promtool is not installed: run the tests with `make test`, which installs it, or install Prometheus (Debian: apt-get install prometheus)")
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// The real /metrics of a server that has answered a question and refused one.
func TestMetrics(t *testing.T) {
	a, err := newApp(testConfig(t), quiet())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Stop(); err != nil {
			t.Error(err)
		}
	})
	if err := a.Start(); err != nil {
		t.Fatal(err)
	}
	http1, _ := clients(t)
	if last, err := ask(t, http1, a.URL(), firstQuestion).rest(); err != nil || last.name != "done" {
		t.Fatalf("the stream ends in %v, %v", last, err)
	}
	if err := get(t.Context(), a.URL()+"/api/quotes/"); err != nil { // a 404 is counted too
		t.Fatal(err)
	}
	page := fetch(t, http1, a.URL()+"/metrics")
	promtool(t, page, "check", "metrics")

	for _, want := range []string{
		"go_goroutines ", "process_open_fds ", `quotewire_build_info{go="go1.`,
		`quotewire_streams_open{mode="chat"} 0`, `quotewire_streams_total{mode="chat",outcome="done"} 1`,
		`quotewire_upstream_requests_total{outcome="ok",provider="llm"}`, `quotewire_upstream_requests_total{outcome="ok",provider="yahoo"}`,
		`quotewire_tool_calls_total{outcome="ok",tool="quote"} 1`, "quotewire_cache_entries{cache=", "quotewire_sessions 1",
	} {
		if !strings.Contains(page, "\n"+want) {
			t.Errorf("/metrics does not hold %s", want)
		}
	}
}

func TestPrometheusFilesAreValid(t *testing.T) {
	promtool(t, "", "check", "config", "../../deploy/prometheus.yml") // with the rules that it names
}

func fetch(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", url, res.Status, err)
	}
	return string(body)
}
