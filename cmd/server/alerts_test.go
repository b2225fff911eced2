package main

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/llm/llmtest"
)

// What fires in which outage is written down beside the alerts.
func TestAlertsInOutages(t *testing.T) {
	promtool(t, "", "test", "rules", "../../deploy/alerts_test.yml")
}

// series is one line of /metrics, or a selector that stands for some.
type series struct {
	name   string
	labels map[string]string
}

var (
	family  = regexp.MustCompile(`(?m)^# TYPE (\w+) histogram$`)
	sample  = regexp.MustCompile(`(?m)^(\w+)(?:\{(.*)\})? \S+$`)
	label   = regexp.MustCompile(`(\w+)="([^"]*)"`)
	chosen  = regexp.MustCompile(`((?:quotewire|go)_\w+)(?:\{([^}]*)\})?`)
	matcher = regexp.MustCompile(`(\w+)(=~|!~|!=|=)"([^"]*)"`)
)

// exported are the series of a page of /metrics, and the names of histograms.
func exported(page string) (all []series) {
	for _, histogram := range family.FindAllStringSubmatch(page, -1) {
		all = append(all, series{name: histogram[1]})
	}
	for _, line := range sample.FindAllStringSubmatch(page, -1) {
		s := series{line[1], map[string]string{}}
		for _, l := range label.FindAllStringSubmatch(line[2], -1) {
			s.labels[l[1]] = l[2]
		}
		all = append(all, s)
	}
	return all
}

// ofServer are labels that differ from server to server: Prometheus adds them, or they
// name the sources that are configured.
func ofServer(name string) bool { return name == "job" || name == "instance" || name == "source" }

// unknown is what of a selector there is not among all: its name, a label or a
// value.
func unknown(all []series, name, matchers string) (faults []string) {
	values := map[string][]string{}
	found := false
	for _, s := range all {
		if s.name != name {
			continue
		}
		found = true
		for l, v := range s.labels {
			values[l] = append(values[l], v)
		}
	}
	if !found {
		return []string{name}
	}
	for _, m := range matcher.FindAllStringSubmatch(matchers, -1) {
		if ofServer(m[1]) {
			continue
		}
		for alternative := range strings.SplitSeq(m[3], "|") {
			if m[2] == "=" || m[2] == "!=" {
				alternative = regexp.QuoteMeta(m[3])
			}
			if !slices.ContainsFunc(values[m[1]], regexp.MustCompile(`^(?:`+alternative+`)$`).MatchString) {
				faults = append(faults, name+"{"+m[1]+m[2]+alternative+"}")
			}
		}
	}
	return faults
}

// A metric, a label or a value that is renamed would leave an alert that never
// fires, and its test would go on passing on series that nobody exports.
func TestAlertsSpeakOfWhatThereIs(t *testing.T) {
	page := fetch(t, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, start(t).URL()+"/metrics")
	all := exported(page)
	for _, file := range []string{"alerts.yml", "alerts_test.yml"} {
		selectors := chosen.FindAllStringSubmatch(deployed(t, file), -1)
		if len(selectors) < 10 {
			t.Errorf("%s has %d selectors", file, len(selectors))
		}
		for _, s := range selectors {
			for _, fault := range unknown(all, s[1], s[2]) {
				t.Errorf("%s speaks of %s, which /metrics does not have", file, fault)
			}
		}
	}
	for _, s := range chosen.FindAllStringSubmatch(deployed(t, "alerts_test.yml"), -1) {
		want := map[string]string{}
		for _, l := range label.FindAllStringSubmatch(s[2], -1) {
			if !ofServer(l[1]) {
				want[l[1]] = l[2]
			}
		}
		if !slices.ContainsFunc(all, func(one series) bool {
			labels := maps.Clone(one.labels)
			maps.DeleteFunc(labels, func(name, _ string) bool { return ofServer(name) })
			return one.name == s[1] && maps.Equal(labels, want)
		}) {
			t.Errorf("alerts_test.yml: /metrics has no series %s%v", s[1], want)
		}
	}
}

func TestUnknownSelectors(t *testing.T) {
	all := exported("# TYPE a counter\na{outcome=\"ok\",tool=\"x\"} 1\na{outcome=\"error:x\",tool=\"x\"} 2\nb 3\n")
	for selector, want := range map[string]string{
		`a `: "", `b `: "", `c `: "c", `a outcome="ok"`: "", `a outcome="no"`: "a{outcome=no}", `a outcome=~"error:.*|ok"`: "", `a outcome!~"ok|gone"`: "a{outcome!~gone}",
		`a kind="ok"`: "a{kind=ok}", `a job="x",tool="x"`: "",
	} {
		name, matchers, _ := strings.Cut(selector, " ")
		if got := strings.Join(unknown(all, name, matchers), " "); got != want {
			t.Errorf("%s: unknown %q, want %q", selector, got, want)
		}
	}
}

// The outages that the alerts are tested with are those that a server shows, and
// the log names the cause once, with its request, its answer and a variable.
func TestOutagesAreSeen(t *testing.T) {
	for name, c := range map[string]struct {
		environ []string
		steps   []llmtest.Step
		end     string   // of the answer
		counted []string // in /metrics, more than 0
		lost    int      // warnings of a source that is lost, each with its name and a hint
		warning []string // parts of the one warning beside that tells the cause
	}{
		"Yahoo is down": {
			environ: []string{"QUOTEWIRE_YAHOO_URL=" + refusing},
			steps:   []llmtest.Step{llmtest.Calls(quoteCall("1", "AAPL")), llmtest.Text("It is not to be had.", 4)},
			end:     "done",
			counted: []string{
				`quotewire_streams_total{mode="chat",outcome="done"}`, `quotewire_tool_calls_total{outcome="failed",tool="quote"}`,
				`quotewire_upstream_requests_total{outcome="unavailable",provider="yahoo"}`,
			},
			lost:    1,
			warning: []string{`msg="tool failed" tool=quote`, "connection refused", "hint=", "QUOTEWIRE_YAHOO_URL", "request_id=", "run="},
		},
		"the model server is down, and a model is named": {
			environ: []string{"OPENAI_BASE_URL=" + refusing + "/v1", "QUOTEWIRE_MODEL=named"},
			end:     "model_unavailable",
			counted: []string{`quotewire_streams_total{mode="chat",outcome="error:model_unavailable"}`, `quotewire_upstream_requests_total{outcome="unavailable",provider="llm"}`},
			warning: []string{"msg=request", "connection refused", "outcome=error:model_unavailable"},
		},
		"the model server is down, and none is named": {
			environ: []string{"OPENAI_BASE_URL=" + refusing + "/v1", "QUOTEWIRE_MODEL="},
			end:     "model_unavailable",
			counted: []string{`quotewire_streams_total{mode="chat",outcome="error:model_unavailable"}`, `quotewire_upstream_requests_total{outcome="unavailable",provider="llm"}`},
			warning: []string{"msg=request", "connection refused", "outcome=error:model_unavailable"},
		},
		"the key is wrong": {
			steps:   []llmtest.Step{llmtest.Status(http.StatusUnauthorized, nil, `{"error":{"message":"Incorrect API key provided"}}`)},
			end:     "model_unauthorized",
			counted: []string{`quotewire_streams_total{mode="chat",outcome="error:model_unauthorized"}`, `quotewire_upstream_requests_total{outcome="unauthorized",provider="llm"}`},
			warning: []string{"msg=request", "outcome=error:model_unauthorized"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := startWalk(t, append(c.environ, "QUOTEWIRE_BROWSER=off"), c.steps...)
			if end, frames := w.end("What is Apple at?"); end != c.end {
				t.Errorf("the answer ends in %q after %v, want %q", end, frames, c.end)
			}
			eventually(t, "the record of the request", func() bool { return len(w.records("msg=request ")) > 0 })
			for _, series := range c.counted {
				if w.metric(series) == 0 {
					t.Errorf("%s is 0", series)
				}
			}
			// The script counts ten tokens whatever it is sent, which is warned of.
			warnings := slices.DeleteFunc(w.records("level=WARN"), func(line string) bool { return strings.Contains(line, "prompt_tokens=10 ") })
			lost := func(line string) bool {
				return strings.Contains(line, `msg="source of market data lost" source=yahoo`) && strings.Contains(line, "hint=") && strings.Contains(line, "connection refused")
			}
			all := len(warnings)
			if warnings = slices.DeleteFunc(warnings, lost); all-len(warnings) != c.lost {
				t.Errorf("%d warnings of a lost source, want %d:\n%s", all-len(warnings), c.lost, w.log)
			}
			for _, want := range c.warning {
				if len(warnings) != 1 || !strings.Contains(warnings[0], want) {
					t.Errorf("the log holds the warnings %q, want one with %q", warnings, want)
				}
			}
			if strings.Contains(w.log.String(), "What is Apple") {
				t.Error("the log holds the question")
			}
		})
	}
}

// A second question finds the breaker open: its warning still names the cause,
// and the client is told how long to wait.
func TestOpenBreakerSaysWhy(t *testing.T) {
	steps := []llmtest.Step{}
	for range 4 {
		steps = append(steps, llmtest.Calls(historyCall("1", "AAPL", "1mo"), historyCall("2", "MSFT", "1mo")), llmtest.Text("No.", 1))
	}
	w := startWalk(t, []string{"QUOTEWIRE_YAHOO_URL=" + refusing}, steps...)
	for range 4 {
		if end, frames := w.end("How did Apple do?"); end != "done" {
			t.Fatalf("the answer ends in %q after %v", end, frames)
		}
	}
	warnings := w.records(`msg="tool failed"`)
	if len(warnings) != 8 {
		t.Errorf("%d warnings of 8 failed calls:\n%s", len(warnings), strings.Join(warnings, ""))
	}
	held := w.records("not asked until ")
	if len(held) == 0 {
		t.Error("no call met the open breaker")
	}
	for _, line := range warnings {
		if strings.Count(line, "connection refused") != 1 {
			t.Errorf("the cause is not named once: %s", line)
		}
	}
	res, err := http.Get(w.url + "/api/history/NVDA?range=1mo")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	wait, err := time.ParseDuration(res.Header.Get("Retry-After") + "s")
	if res.StatusCode != http.StatusBadGateway || err != nil || wait <= 0 || wait > time.Minute {
		t.Errorf("status %d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
}
