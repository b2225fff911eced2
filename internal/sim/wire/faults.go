package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

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

// Asked is what a fault may match on.
type Asked struct {
	Path    string
	Symbols []string
	Model   string
	Body    []byte
}

func (m Match) fits(r Asked) bool {
	return strings.HasPrefix(r.Path, m.Path) &&
		(m.Symbol == "" || slices.Contains(r.Symbols, m.Symbol)) &&
		(m.Model == "" || m.Model == r.Model) &&
		(m.Text == "" || strings.Contains(string(r.Body), m.Text))
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
func (f *faults) meet(r Asked) Fault {
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
