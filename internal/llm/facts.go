package llm

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"quotewire/internal/llm/wire"
)

// maxFacts caps how many models something is kept of.
const maxFacts = 256

// facts is what a server was seen to be and to do. It is safe for concurrent use.
type facts struct {
	mu       sync.Mutex
	kind     *server         // as its list of models tells
	model    string          // the default one, where none was set
	windows  map[string]int  // of models, in tokens
	unmarked map[string]bool // models that begin to think without a mark, and those that do not although their name says so
	most     int             // prompt tokens that the server has counted
	warned   bool            // of a window that is too small
	problem  error           // of the last step; nil: it succeeded
	since    time.Time
}

// kind is the kind of server: what it says it is, else what its address says.
func (c *Client) kind() server {
	c.facts.mu.Lock()
	defer c.facts.mu.Unlock()
	if c.facts.kind != nil {
		return *c.facts.kind
	}
	return c.server
}

// Window is the size of a model's context window in tokens, as it was set or the
// server has told; 0: not known. An empty name is the default model. It asks
// nothing.
func (c *Client) Window(model string) int {
	if c.opts.Window > 0 {
		return c.opts.Window
	}
	c.facts.mu.Lock()
	defer c.facts.mu.Unlock()
	return c.facts.windows[cmp.Or(model, c.opts.Model, c.facts.model)]
}

// Problem is why the last step failed and since when steps do, nil while they
// succeed. What lies in the question is no problem.
func (c *Client) Problem() (since time.Time, err error) {
	c.facts.mu.Lock()
	defer c.facts.mu.Unlock()
	return c.facts.since, c.facts.problem
}

// ended notes how a step ended.
func (f *facts) ended(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
		f.problem = nil
	case !ok || e.Kind == ErrRefused || e.Kind == ErrWindow:
	default:
		if f.problem == nil {
			f.since = time.Now()
		}
		f.problem = err
	}
}

// listed takes over what a list of models tells.
func (f *facts) listed(all []listedModel) {
	for _, m := range all {
		f.setWindow(string(m.ID), m.window())
	}
	if len(all) == 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range servers() {
		if s.owner != "" && s.owner == string(all[0].Owner) {
			f.kind = &s
		}
	}
}

func (f *facts) setDefault(model string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.model = model
}

func (f *facts) setWindow(model string, tokens int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if tokens <= 0 || len(f.windows) >= maxFacts {
		return
	}
	if f.windows == nil {
		f.windows = map[string]int{}
	}
	f.windows[model] = tokens
}

// refused takes the size of the window out of a refusal that names it.
func (f *facts) refused(model string, err error) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind != ErrWindow {
		return
	}
	for _, pattern := range []*regexp.Regexp{windowNamed, windowField} {
		if m := pattern.FindStringSubmatch(e.said); m != nil {
			tokens, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
			if err == nil {
				f.setWindow(model, tokens)
				return
			}
		}
	}
}

var (
	windowNamed = regexp.MustCompile(`(?i)(?:maximum context length (?:is|of)|maximum context size (?:is|of)|available context size \(|context window (?:is|of)|input length limit of|maximum (?:allowed )?length \()\s*(\d[\d,]{2,8})`)
	windowField = regexp.MustCompile(`"n_ctx"\s*:\s*(\d{3,8})`)
)

// suspects says whether a model's text may begin as a thought that is not marked.
func (f *facts) suspects(model string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if known, ok := f.unmarked[model]; ok {
		return known
	}
	return wire.ThinksUnasked(model)
}

// note learns from a step that has succeeded.
func (f *facts) note(s *step, end *End) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if unmarked := end.Thought > 0 || s.parting.Unmarked; (unmarked || s.parting.Unneeded) && len(f.unmarked) < maxFacts {
		if f.unmarked == nil {
			f.unmarked = map[string]bool{}
		}
		f.unmarked[s.asked.model] = unmarked
	}
	if s.usage.Estimated {
		return
	}
	counted, sent := s.usage.PromptTokens, s.asked.size()
	cut := counted >= f.most && looksCut(counted, sent)
	f.most = max(f.most, counted)
	if cut && !f.warned {
		f.warned = true
		s.client.opts.Logger.WarnContext(context.Background(), "the model server has read far less than it was sent: its context window is too small, and it cuts the front, rules and tools, silently; give it a larger one",
			slog.String("model", s.asked.model), slog.Int("prompt_tokens", counted), slog.Int("sent_bytes", sent))
	}
}

// looksCut says whether a count of tokens is too small for the bytes that were
// sent: no tokenizer takes ten bytes for one. A count that is just the size of a
// window is one as well. What is short is not cut.
func looksCut(tokens, bytes int) bool {
	if bytes < 4<<10 {
		return false
	}
	for _, window := range []int{2048, 4096, 8192} {
		if tokens == window && bytes > 4*window {
			return true
		}
	}
	return tokens*10 < bytes
}
