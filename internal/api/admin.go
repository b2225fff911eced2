package api

import (
	"net/http"
	"net/http/pprof"
	"slices"
	"sync"
	"time"
)

// AdminHandler serves the operator's listener: metrics, profiles, the last answers
// and the sources of market data. It asks for no key, so it must not face the public.
func (s *Server) AdminHandler() http.Handler {
	mux := http.NewServeMux()
	if s.opts.Metrics != nil {
		mux.Handle("GET /metrics", s.opts.Metrics)
	}
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/turns", s.showTurns)
	mux.HandleFunc("GET /debug/sources", s.showSources)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.access.CheckAdmin(r) != nil {
			http.Error(w, "this listener is not for web pages: ask it by its address, with a program such as curl or go tool pprof", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// keptTurns is how many answers, and how many failures beside them, are
// remembered: failures must not be pushed out by what goes well.
const keptTurns = 64

// turns remembers the last answers for the operator.
type turns struct {
	mu               sync.Mutex
	latest, failures []turnData
}

// turnData holds neither question nor text.
type turnData struct {
	Run          string    `json:"run_id"`
	Request      string    `json:"request_id"`
	Mode         string    `json:"mode"`
	Model        string    `json:"model"`
	Started      time.Time `json:"started"`
	MS           int64     `json:"ms"`
	FirstDeltaMS *int64    `json:"first_delta_ms,omitempty"` // nil: no text was sent
	Outcome      string    `json:"outcome"`
	Error        string    `json:"error,omitempty"`
	Deltas       int       `json:"deltas"`
	Tools        int       `json:"tools"`
	ToolsFailed  int       `json:"tools_failed"`
	Sources      int       `json:"sources"`
	Usage        usageData `json:"usage"`
}

func (t *turns) add(a *answerRecord) {
	d := turnData{
		Run: a.run, Request: a.requestID, Mode: a.mode, Model: a.modelToLog(),
		Started: a.started.UTC(), MS: a.took.Milliseconds(),
		Outcome: a.outcome, Deltas: a.deltas, Tools: a.tools, ToolsFailed: a.toolsFailed, Sources: a.sources, Usage: usageOf(a.usage),
	}
	if a.deltas > 0 {
		ms := a.firstDelta.Milliseconds()
		d.FirstDeltaMS = &ms
	}
	if a.err != nil {
		d.Error = toLog(a.err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.latest = push(t.latest, d)
	if a.failed() {
		t.failures = push(t.failures, d)
	}
}

// push puts d in front.
func push(kept []turnData, d turnData) []turnData {
	return slices.Insert(kept[:min(len(kept), keptTurns-1)], 0, d)
}

func (t *turns) show() map[string][]turnData {
	t.mu.Lock()
	defer t.mu.Unlock()
	return map[string][]turnData{
		"latest":   append([]turnData{}, t.latest...),
		"failures": append([]turnData{}, t.failures...),
	}
}

func (s *Server) showTurns(w http.ResponseWriter, r *http.Request) { s.show(w, r, s.turns.show()) }
