package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
	"quotewire/internal/llm"
)

// A model server that is down is the same fault wherever it is met first: the
// answer begins, ends in it and is counted, whatever was configured or asked for.
func TestModelServerDown(t *testing.T) {
	down := &llm.Error{Kind: llm.ErrUnavailable}
	for _, configured := range [][]string{nil, {"small"}} {
		for _, asked := range []string{"", "small"} {
			for path, m := range map[string]string{"/api/chat": modeChat, "/api/advanced": modeAdvanced} {
				t.Run(fmt.Sprintf("%s of %v as %q", path, configured, asked), func(t *testing.T) {
					w := newWorld(t, script(func(_ context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
						if turn.Model != asked || configured == nil && asked != "" {
							t.Errorf("the answerer is asked, of the model %q", turn.Model)
						}
						yield(nil, down)
					}), func(o *Options) {
						o.Models = configured
						o.DefaultModel = func(context.Context) (string, error) { return "", down }
					})
					question := fmt.Sprintf(`{"question":"a","model":%q}`, asked)
					resp := w.do(t, t.Context(), http.MethodPost, path+"/stream", question, nil)
					var events []event
					if err := readEvents(resp.Body, func(e event) bool { events = append(events, e); return true }); err != nil {
						t.Fatal(err)
					}
					if resp.StatusCode != http.StatusOK || len(events) != 2 || events[0].name != eventSession || events[1].name != eventError || !strings.Contains(events[1].data, `"model_unavailable"`) {
						t.Fatalf("%d %v, want a session and an error", resp.StatusCode, events)
					}
					var session sessionData
					want := asked
					if asked == "" && configured != nil {
						want = configured[0]
					}
					if err := json.Unmarshal([]byte(events[0].data), &session); err != nil || session.Model != want {
						t.Errorf("session %s (%v), want model %q", events[0].data, err, want)
					}
					wantFault(t, w.do(t, t.Context(), http.MethodPost, path, question, nil), fault.ModelUnavailable)
					if configured == nil && (strings.Contains(w.logs.String(), "model=small") || w.outcome(t).Model != "") {
						t.Errorf("what a client calls a model that nobody knows is logged: %s", w.logs.String())
					}
					eventually(t, "both are counted", func() bool {
						return testutil.ToFloat64(w.metrics.chat.outcomes.WithLabelValues(m, "error:model_unavailable")) == 2
					})
				})
			}
		}
	}
}

// A model that there is not is the reader's fault: told before the stream, and not
// counted among the answers.
func TestModelIsChecked(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"configured": func(*Options) {},
		"asked of the server": func(o *Options) {
			o.Models, o.DefaultModel = nil, func(context.Context) (string, error) { return "small", nil }
		},
	} {
		w := newWorld(t, says("x"), change)
		for _, path := range []string{"/api/chat", "/api/chat/stream", "/api/advanced", "/api/advanced/stream"} {
			wantFault(t, w.do(t, t.Context(), http.MethodPost, path, `{"question":"a","model":"huge"}`, nil), fault.NotFound)
		}
		for _, m := range []string{modeChat, modeAdvanced} {
			if n := testutil.ToFloat64(w.metrics.chat.outcomes.WithLabelValues(m, "error:not_found")); n != 0 {
				t.Errorf("%s: %v answers of a model that is none are counted", name, n)
			}
		}
	}
}

func TestHeadOfAQuestionWithoutAModelServer(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) {
		o.Models = nil
		o.DefaultModel = func(context.Context) (string, error) { return "", &llm.Error{Kind: llm.ErrUnavailable} }
	})
	for query, want := range map[string]int{"question=a": 200, "question=a&model=small": 502} {
		for _, path := range []string{"/api/chat/stream?", "/api/advanced/stream?"} {
			if resp := w.do(t, t.Context(), http.MethodHead, path+query, "", nil); resp.StatusCode != want {
				t.Errorf("HEAD %s%s: %d, want %d", path, query, resp.StatusCode, want)
			}
		}
	}
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/models", "", nil), fault.ModelUnavailable)
}

// A server that does not tell its models may answer all the same.
func TestModelThatIsNotTold(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) {
		o.Models = nil
		o.DefaultModel = func(ctx context.Context) (string, error) { <-ctx.Done(); return "", context.Cause(ctx) }
	})
	events, err := w.events(t, hi)
	if err != nil || events[len(events)-1].name != eventDone || !strings.Contains(events[0].data, `"model":""`) {
		t.Errorf("%v, %v", events, err)
	}
}
