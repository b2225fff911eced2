package llm_test

import (
	"context"
	"errors"
	"testing"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

// Whatever becomes of a request that a model may have read, it is counted, by an
// estimate where the server did not come to tell. One that was refused is not.
func TestMeterCountsHoweverAStepEnds(t *testing.T) {
	const told = 10 // tokens of the prompt of llmtest.Text
	estimate := llm.Usage{PromptTokens: 16, CompletionTokens: 2, Estimated: true}
	for name, c := range map[string]struct {
		steps []llmtest.Step
		leave bool // after the first chunk
		want  llm.Usage
	}{
		"told":             {steps: []llmtest.Step{llmtest.Text("Hello", 1)}, want: llm.Usage{PromptTokens: told, CompletionTokens: 5}},
		"not told":         {steps: []llmtest.Step{llmtest.Raw(sse(hello, finish, "[DONE]"))}, want: estimate},
		"broken off":       {steps: []llmtest.Step{llmtest.CutEOF("Hello")}, want: estimate},
		"left":             {steps: []llmtest.Step{llmtest.Stall("Hello")}, leave: true, want: estimate},
		"failed midway":    {steps: []llmtest.Step{llmtest.Raw(sse(hello, `{"error":{"message":"out of memory"}}`))}, want: estimate},
		"broken in a call": {steps: []llmtest.Step{llmtest.Raw("data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"quote\",\"arguments\":\"{}\"}}]}}]}\n\n"), llmtest.Text("Hello", 1)}, want: llm.Usage{PromptTokens: 16 + told, CompletionTokens: 3 + 5, Estimated: true}},
		"tried again":      {steps: []llmtest.Step{llmtest.CutEOF(""), llmtest.Text("Hello", 1)}, want: llm.Usage{PromptTokens: 16 + told, CompletionTokens: 1 + 5, Estimated: true}},
		"refused":          {steps: []llmtest.Step{llmtest.Status(500, nil, "{}"), llmtest.Status(400, nil, "{}")}},
	} {
		t.Run(name, func(t *testing.T) {
			provider := llmtest.New(t, c.steps...)
			meter := llm.NewMeter(nil)
			client := provider.Client(func(o *llm.Options) { o.Retries = 1 })
			for range client.Stream(llm.WithMeter(t.Context(), meter), question()) {
				if c.leave {
					break
				}
			}
			if got := meter.Used(); got != c.want {
				t.Errorf("used %+v, want %+v", got, c.want)
			}
		})
	}
	// One that hangs may be read all the same; where nobody listens it is not.
	provider := llmtest.New(t, llmtest.Hang())
	meter := llm.NewMeter(nil)
	ctx, cancel := context.WithCancel(llm.WithMeter(t.Context(), meter))
	go func() { provider.Arrived(1); cancel() }()
	for range provider.Client().Stream(ctx, question()) {
	}
	if got := meter.Used(); got.PromptTokens != estimate.PromptTokens || !got.Estimated {
		t.Errorf("a silent server: used %+v", got)
	}
	meter = llm.NewMeter(nil)
	client := clientOf(t, llm.Options{BaseURL: "http://127.0.0.1:1/v1", Model: "m", Retries: -1})
	for range client.Stream(llm.WithMeter(t.Context(), meter), question()) {
	}
	if got := meter.Used(); got != (llm.Usage{}) {
		t.Errorf("no server: used %+v", got)
	}
}

// What would be too much is not asked, those on their way counted in.
func TestMeterRefuses(t *testing.T) {
	enough := errors.New("enough")
	spent := func(u llm.Usage) error {
		if u.PromptTokens+u.CompletionTokens >= 40 {
			return enough
		}
		return nil
	}
	provider := llmtest.New(t)
	provider.Always(llmtest.Text("Hello", 1))
	meter := llm.NewMeter(spent)
	var err error
	for n := 0; err == nil && n < 10; n++ {
		for _, err = range provider.Client().Stream(llm.WithMeter(t.Context(), meter), question()) {
		}
	}
	if used := meter.Used(); !errors.Is(err, enough) || used.PromptTokens != 20 {
		t.Errorf("error %v, used %+v; want two steps and a refusal", err, used)
	}
	meter = llm.NewMeter(spent)
	if err := errors.Join(meter.Begin(20), meter.Begin(10)); err != nil {
		t.Fatal(err)
	}
	if err := meter.Begin(10); !errors.Is(err, enough) {
		t.Errorf("with 30 on their way: %v", err)
	}
	meter.End(20, llm.Usage{PromptTokens: 5})
	if err := meter.Begin(10); err != nil || meter.Used().PromptTokens != 5 {
		t.Errorf("with 15: %v, used %+v", err, meter.Used())
	}
}
