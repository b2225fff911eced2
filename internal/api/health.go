package api

import (
	"net/http"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
)

type (
	healthData struct {
		Status string `json:"status"`
	}
	readinessData struct {
		Status   string         `json:"status"`
		Problems []problemData  `json:"problems"`
		Parts    []partData     `json:"parts,omitzero"`   // nil: not asked for
		Sources  []marketSource `json:"sources,omitzero"` // the same
	}
	problemData struct {
		Part    string     `json:"part"`
		Code    fault.Code `json:"code"`
		Message string     `json:"message"`
		Since   time.Time  `json:"since,omitzero"`
	}
	partData struct {
		Part  string    `json:"part"`
		State string    `json:"state"` // well or lost
		Why   *whyData  `json:"why,omitempty"`
		Since time.Time `json:"since,omitzero"`
	}
	// whyData is what anybody may know of an error.
	whyData struct {
		Code    fault.Code `json:"code"`
		Message string     `json:"message"`
	}
)

// Part is a part that may fail while others work.
type Part struct {
	Name string // market, model, browser, pages
	// Problem is why it does not work at present and since when, which is zero where it
	// is not known; nil while nothing speaks against it. What clients are told of the error
	// is looked up as for any. It is asked often and must not wait.
	Problem func() (since time.Time, err error)
}

// alive answers as long as the process can.
func (s *Server) alive(x *exchange, _ *http.Request) error {
	return x.json(http.StatusOK, healthData{"ok"})
}

// readiness says whether to send work here: not before the start is complete,
// and no longer once the shutdown has begun. A part that does not work is named
// and is no reason to send none: the others work, and a source that is down for
// one replica is down for all.
func (s *Server) readiness(x *exchange, r *http.Request) error {
	q := query.Parse(r.URL.RawQuery, "verbose")
	verbose := q.OneOf("verbose", "true", "true", "false") == "true" && len(q.All("verbose")) > 0
	if err := q.Err(); err != nil {
		return err
	}
	if !s.ready.Load() {
		return &fault.Fault{Code: fault.Shutdown, Message: "the server is starting or shutting down", Fix: "try again in a few seconds", RetryAfter: fault.Soon()}
	}
	data := readinessData{Status: "ready", Problems: []problemData{}}
	parts := []partData{}
	for _, p := range s.opts.Parts {
		since, err := p.Problem()
		if err == nil {
			parts = append(parts, partData{Part: p.Name, State: stateWell})
			continue
		}
		why := whyOf(err)
		data.Problems = append(data.Problems, problemData{p.Name, why.Code, why.Message, since.UTC()})
		data.Status = "degraded"
		parts = append(parts, partData{p.Name, stateLost, why, since.UTC()})
	}
	if verbose {
		data.Parts, data.Sources = parts, s.marketSources()
	}
	return x.json(http.StatusOK, data)
}

func whyOf(err error) *whyData {
	f := fault.Of(err)
	return &whyData{f.Code, f.Message}
}
