package api

import (
	"encoding/json"
	"net/http"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
)

// How a part or a source is.
const (
	stateWell = "well"
	stateLost = "lost"
	// stateNotAsked is a source that nobody has asked since the start, stateNoAnswer one
	// that has not answered yet and is not lost for that.
	stateNotAsked = "not_asked_yet"
	stateNoAnswer = "no_answer_yet"
)

// marketSource is a source of market data as anybody may see it.
type marketSource struct {
	Name     string    `json:"name"`
	Roles    []string  `json:"roles"`
	State    string    `json:"state"`
	Since    time.Time `json:"since,omitzero"` // it is lost
	Why      *whyData  `json:"why,omitempty"`
	RetryAt  time.Time `json:"retry_at,omitzero"`
	Answered time.Time `json:"answered_at,omitzero"` // the last time
}

// whyLost is the error of one source: the words for clients speak of all sources.
func whyLost(err error) *whyData {
	why := whyOf(err)
	for _, w := range []whyData{
		{fault.MarketBlocked, "it refuses our requests for now"},
		{fault.MarketMalformed, "it sends what cannot be read"},
		{fault.MarketUnavailable, "it cannot be reached, or does not answer in time"},
	} {
		if w.Code == why.Code {
			return &w
		}
	}
	return why
}

func (s *Server) marketSources() []marketSource {
	all := []marketSource{}
	for _, one := range s.opts.Sources() {
		all = append(all, marketSourceOf(one))
	}
	return all
}

func marketSourceOf(s market.SourceState) marketSource {
	data := marketSource{Name: s.Name, Roles: append([]string{}, s.Roles...), State: stateNoAnswer, Answered: s.Answered.UTC()}
	switch {
	case s.Lost:
		data.State, data.Since, data.RetryAt, data.Why = stateLost, s.Since.UTC(), s.RetryAt.UTC(), whyLost(s.Err)
	case !s.Answered.IsZero():
		data.State = stateWell
	case s.Counts.Asked == 0:
		data.State = stateNotAsked
	}
	return data
}

type (
	// marketSourceDetail is a source as the operator sees it.
	marketSourceDetail struct {
		marketSource
		Error   string      `json:"error,omitempty"` // why it is lost, in words of ours
		Hint    string      `json:"hint,omitempty"`  // what may be changed about that
		Counts  countsData  `json:"counts"`
		Breaker breakerData `json:"breaker"`
	}
	countsData struct {
		Asked     int64 `json:"asked"`
		Answered  int64 `json:"answered"`
		Refused   int64 `json:"refused"`
		Malformed int64 `json:"malformed"`
		Stale     int64 `json:"stale"`
		Confirmed int64 `json:"confirmed"`
		Disagreed int64 `json:"disagreed"`
	}
	breakerData struct {
		State string    `json:"state"` // open: requests are held back; closed; not_told
		Until time.Time `json:"until,omitzero"`
		Error string    `json:"error,omitempty"`
	}
)

func detailOf(s market.SourceState) marketSourceDetail {
	d := marketSourceDetail{marketSource: marketSourceOf(s), Counts: countsData(s.Counts), Breaker: breakerData{State: "not_told"}}
	if s.Lost {
		d.Error, d.Hint = toLog(s.Err), fault.Hint(s.Err)
	}
	switch {
	case s.Breaker.Open:
		d.Breaker = breakerData{"open", s.Breaker.Until.UTC(), toLog(s.Breaker.Err)}
	case s.Breaker.Known:
		d.Breaker.State = "closed"
	}
	return d
}

// showSources tells the operator how the sources of market data are.
func (s *Server) showSources(w http.ResponseWriter, r *http.Request) {
	all := []marketSourceDetail{}
	for _, one := range s.opts.Sources() {
		all = append(all, detailOf(one))
	}
	s.show(w, r, map[string][]marketSourceDetail{"sources": all})
}

// show writes something for the operator to read.
func (s *Server) show(w http.ResponseWriter, r *http.Request, v any) {
	w.Header().Set("Content-Type", "application/json")
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil && r.Context().Err() == nil {
		s.log.WarnContext(r.Context(), "write what the operator asked for", "path", r.URL.Path, "error", err)
	}
}

// toLog is an error's text, cut.
func toLog(err error) string {
	text := err.Error()
	return text[:min(len(text), 500)]
}
