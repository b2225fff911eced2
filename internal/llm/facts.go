package llm

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"regexp"
	"slices"
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
	resting  map[string]time.Time // models that have failed and are asked after the others until then
}

func newFacts() facts {
	return facts{windows: map[string]int{}, unmarked: map[string]bool{}, resting: map[string]time.Time{}}
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

// shortRequest is how many bytes a request has that holds little but our own rules
// and tools: a window that is too small for it is too small for any.
const shortRequest = 24 << 10

// ended notes how a step ended that was asked so. What was done without tools says
// nothing of a model that takes none.
func (f *facts) ended(asked Request, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e, ok := errors.AsType[*Error](err)
	switch {
	case err == nil && len(asked.Tools) == 0 && errors.Is(f.problem, ErrNoTools):
	case err == nil:
		f.problem = nil
	case !ok || e.Kind == ErrRefused || e.Kind == ErrWindow && (wired{Request: asked}).size() > shortRequest:
	default:
		if f.problem == nil {
			f.since = time.Now()
		}
		f.problem = err
	}
}

// listed takes over what a list of models tells.
func (f *facts) listed(all []listedModel) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range all {
		f.learn(string(m.ID), m.window())
	}
	for _, s := range servers() {
		if len(all) > 0 && s.owner != "" && s.owner == string(all[0].Owner) {
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
	f.learn(model, tokens)
}

// learn is called with the lock held.
func (f *facts) learn(model string, tokens int) {
	if tokens > 0 && len(f.windows) < maxFacts {
		f.windows[model] = tokens
	}
}

// refused takes the size of the window out of a refusal that names it.
func (f *facts) refused(model string, err error) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind != ErrWindow {
		return
	}
	for _, pattern := range []*regexp.Regexp{windowNamed, windowField} {
		if m := pattern.FindStringSubmatch(e.raw); m != nil {
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

// rest is how long a model that has failed is asked after the others.
const rest = 30 * time.Second

// order puts models that have failed a moment ago behind the others.
func (f *facts) order(models []string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	awake := func(model string) int {
		if now.Before(f.resting[model]) {
			return 1
		}
		return 0
	}
	models = slices.Clone(models)
	slices.SortStableFunc(models, func(a, b string) int { return awake(a) - awake(b) })
	return models
}

// failed has a model rest, for its fallback has answered.
func (f *facts) failed(model string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.resting[model] = time.Now().Add(rest) // as many as there are fallbacks
}

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
func (f *facts) note(ctx context.Context, s *step, end *End) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if unmarked := end.Thought > 0 || s.parting.Unmarked; (unmarked || s.parting.Unneeded) && len(f.unmarked) < maxFacts {
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
		s.client.opts.Logger.WarnContext(ctx, "the model server has read far less than it was sent: it cuts the front, rules and tools, silently",
			slog.String("model", s.asked.model), slog.Int("prompt_tokens", counted), slog.Int("sent_bytes", sent), slog.Any("error", ErrWindow))
	}
	if cut && isWindow(counted) && f.windows[s.asked.model] == 0 {
		f.learn(s.asked.model, counted)
	}
}

// looksCut says whether a count of tokens is too small for the bytes that were
// sent: no tokenizer takes ten bytes for one. A count that is just the size of a
// window is one as well. What is short is not cut.
func looksCut(tokens, bytes int) bool {
	if bytes < 4<<10 {
		return false
	}
	return tokens*10 < bytes || isWindow(tokens) && bytes > 4*tokens
}

// isWindow says whether a count is just the size that windows have by default.
func isWindow(tokens int) bool { return tokens == 2048 || tokens == 4096 || tokens == 8192 }
