package llm

import (
	"context"
	"errors"
	"sync"
)

// Meter counts the tokens of all requests of its contexts, each try of them, and
// refuses those that would be too many. It is safe for concurrent use; a nil one
// counts nothing.
type Meter struct {
	spent func(Usage) error

	mu   sync.Mutex
	used Usage
	open int // tokens of the prompts that are on their way
}

// NewMeter makes a Meter. spent says why no more may be used when so much is, nil
// when more may: a request that it refuses fails with its error before it is made.
func NewMeter(spent func(Usage) error) *Meter { return &Meter{spent: spent} }

type meterKey struct{}

// WithMeter gives m to whoever makes requests for the context: it goes with each.
func WithMeter(ctx context.Context, m *Meter) context.Context {
	return context.WithValue(ctx, meterKey{}, m)
}

// MeterFrom is the meter of the context, nil when it has none.
func MeterFrom(ctx context.Context) *Meter {
	m, _ := ctx.Value(meterKey{}).(*Meter)
	return m
}

// Used is what the requests have used up that have ended. Where the server does
// not tell, above all of one that failed or was cut, it is estimated.
func (m *Meter) Used() Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.used
}

// Begin asks for so many tokens of a prompt, which those of others on their way
// are counted with. Where it gives none, End follows.
func (m *Meter) Begin(prompt int) error {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.spent != nil {
		if err := m.spent(m.used.Add(Usage{PromptTokens: m.open + prompt})); err != nil {
			return err
		}
	}
	m.open += prompt
	return nil
}

// End counts what a request has used whose prompt was asked for.
func (m *Meter) End(prompt int, used Usage) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open -= prompt
	m.used = m.used.Add(used)
}

// bytesPerToken is what a token is taken for where the server does not count:
// less than English and JSON come to, so that it is rather too many than too few.
const bytesPerToken = 3

func estimated(bytes int) int { return bytes/bytesPerToken + 1 }

// estimate fills in what the server did not say of tokens.
func (s *step) estimate() {
	if s.usage.PromptTokens == 0 {
		s.usage.PromptTokens, s.usage.Estimated = estimated(s.asked.size()), true
	}
	if s.usage.CompletionTokens == 0 {
		s.usage.CompletionTokens, s.usage.Estimated = estimated(max(s.heard, s.size)+s.calls.Size()), true
	}
}

// settle counts what the request has used, however it ended.
func (s *step) settle(prompt int, err error) {
	if !s.unused(err) {
		s.estimate()
	}
	s.client.metrics.count(s.usage)
	s.meter.End(prompt, s.usage)
}

// unused says whether a request came to nothing before a model can have read it:
// there was no server, or it refused.
func (s *step) unused(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && !s.answered && e.Kind != ErrIdle && !broken(e)
}
