package sim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Kind is what goes wrong.
type Kind string

// Faults of both servers.
const (
	Hang        Kind = "hang"         // nothing is ever sent
	Stall       Kind = "stall"        // half of the answer, then nothing
	Slow        Kind = "slow"         // the answer in small pieces, Delay (20 ms) apart
	Status      Kind = "status"       // Status (503), Header and Body
	HTML        Kind = "html"         // a page of HTML, Status (200)
	Reset       Kind = "reset"        // TCP reset before the first byte
	Cut         Kind = "cut"          // the connection is cut in the middle of the body
	Truncate    Kind = "truncate"     // half of the body under a clean end
	Redirect    Kind = "redirect"     // Status (307) to Header's Location, else /sim/elsewhere
	ContentType Kind = "content_type" // the right body under the wrong Content-Type
	Gzip        Kind = "gzip"         // compressed, unasked
	Oversized   Kind = "oversized"    // a body without end
	Late        Kind = "late"         // the right answer after Delay
)

// Faults of Yahoo.
const (
	RateLimited  Kind = "rate_limited"  // 429 as JSON, with Header's Retry-After if given
	Edge         Kind = "edge"          // 429 as the plain text "Edge: Too Many Requests"
	Status999    Kind = "999"           // Yahoo's own status for a client it dislikes
	InvalidCrumb Kind = "invalid_crumb" // 401 although cookie and crumb are right
	Consent      Kind = "consent"       // no cookie without the consent pages
	BadCrumb     Kind = "bad_crumb"     // getcrumb says "Too Many Requests" with status 200
	NullBars     Kind = "null_bars"     // every other bar of a chart, or period of accounts, is null
	Ragged       Kind = "ragged"        // a chart's arrays differ in length
	EmptyResult  Kind = "empty_result"  // "result": [], or all lists of a search
	NullResult   Kind = "null_result"   // "result": null, without an error
	EmptyQuote   Kind = "empty_quote"   // a chart's "quote": [{}], a quote without figures
)

// Faults of the model server's stream.
const (
	NoFinish     Kind = "no_finish"     // ends cleanly without finish_reason and [DONE]
	NoDone       Kind = "no_done"       // ends cleanly without [DONE]
	NoClose      Kind = "no_close"      // finish_reason, then an open connection
	ErrorEvent   Kind = "error_event"   // an error object in the middle of the stream
	InvalidJSON  Kind = "invalid_json"  // a data line that is no JSON, in the middle
	EmptyChoices Kind = "empty_choices" // choices empty, null, and content null, in between
	HugeLine     Kind = "huge_line"     // one line of 8 MiB
	EndlessLine  Kind = "endless_line"  // a line without end
	Comments     Kind = "comments"      // 5,000 comment lines ahead of the first chunk
	Fragments    Kind = "fragments"     // CRLF, no space after "data:", 3 bytes a write
	NoUsage      Kind = "no_usage"      // usage asked for and not sent
	EndlessText  Kind = "endless_text"  // chunks without end
	Forged       Kind = "forged"        // text that looks like frames of an event stream
)

func commonKinds() []Kind {
	return []Kind{Hang, Stall, Slow, Status, HTML, Reset, Cut, Truncate, Redirect, ContentType, Gzip, Oversized, Late}
}

// YahooKinds is every fault that the simulated Yahoo has.
func YahooKinds() []Kind {
	return append(commonKinds(), RateLimited, Edge, Status999, InvalidCrumb, Consent, BadCrumb,
		NullBars, Ragged, EmptyResult, NullResult, EmptyQuote)
}

// ModelKinds is every fault that the simulated model server has.
func ModelKinds() []Kind {
	return append(commonKinds(), NoFinish, NoDone, NoClose, ErrorEvent, InvalidJSON, EmptyChoices,
		HugeLine, EndlessLine, Comments, Fragments, NoUsage, EndlessText, Forged)
}

// Match says which requests a fault meets: those that fit all of its fields.
type Match struct {
	Path   string `json:"path,omitempty"`   // prefix of the path
	Symbol string `json:"symbol,omitempty"` // among those asked for (Yahoo)
	Model  string `json:"model,omitempty"`  // asked for (model server)
	Text   string `json:"text,omitempty"`   // somewhere in the request's body (model server)
	After  int    `json:"after,omitempty"`  // matching requests let through first
}

// Fault is something that goes wrong on request.
type Fault struct {
	Match  Match             `json:"match,omitzero"`
	Kind   Kind              `json:"kind"`
	Status int               `json:"status,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	Body   string            `json:"body,omitempty"`
	Delay  Duration          `json:"delay,omitempty"`
	Times  int               `json:"times,omitempty"` // requests it meets; 0: every one until cleared
}

// Duration is a time.Duration written as "150ms" in JSON.
type Duration time.Duration

// MarshalText writes the duration.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = Duration(v)
	return err
}

// request is what a fault may match on.
type request struct {
	path    string
	symbols []string
	model   string
	body    []byte
}

func (m Match) fits(r request) bool {
	return strings.HasPrefix(r.path, m.Path) &&
		(m.Symbol == "" || slices.Contains(r.symbols, m.Symbol)) &&
		(m.Model == "" || m.Model == r.model) &&
		(m.Text == "" || strings.Contains(string(r.body), m.Text))
}

// faults is what goes wrong on one server now.
type faults struct {
	kinds []Kind
	mu    sync.Mutex
	set   []armed
}

type armed struct {
	Fault
	seen, met int
}

// Set replaces the faults. It refuses kinds that the server does not have.
func (f *faults) Set(all ...Fault) error {
	for i, x := range all {
		if !slices.Contains(f.kinds, x.Kind) {
			return fmt.Errorf("set fault %d: no such kind: %q: want one of %q", i, x.Kind, f.kinds)
		}
		if x.Status != 0 && (x.Status < 200 || x.Status > 999) {
			return fmt.Errorf("set fault %d: status %d: want 200 to 999", i, x.Status)
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.set = nil
	for _, x := range all {
		f.set = append(f.set, armed{Fault: x})
	}
	return nil
}

// Clear ends all faults; requests that hang already go on hanging.
func (f *faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.set = nil
}

// list is the faults as they were set, but those that are used up.
func (f *faults) list() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := []Fault{}
	for _, x := range f.set {
		if x.Times == 0 || x.met < x.Times {
			all = append(all, x.Fault)
		}
	}
	return all
}

// meet is the first fault that fits the request; its Kind is empty when none does.
func (f *faults) meet(r request) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.set {
		x := &f.set[i]
		if !x.Match.fits(r) {
			continue
		}
		x.seen++
		if x.seen <= x.Match.After || x.Times > 0 && x.met >= x.Times {
			continue
		}
		x.met++
		return x.Fault
	}
	return Fault{}
}

// decodeFaults reads one fault or a list of them.
func decodeFaults(body []byte) ([]Fault, error) {
	var many []Fault
	if err := json.Unmarshal(body, &many); err == nil {
		return many, nil
	}
	var one Fault
	if err := json.Unmarshal(body, &one); err != nil {
		return nil, fmt.Errorf("decode fault: %w", err)
	}
	return []Fault{one}, nil
}
