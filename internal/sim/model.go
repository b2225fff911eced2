package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Model is a simulated OpenAI-compatible model server. It answers
// POST /v1/chat/completions and GET /v1/models. Which model is asked for does
// not matter, but a name that begins with "bench:" (bench.go).
type Model struct {
	server
	brain *brain
	pace  time.Duration
	count atomic.Int64

	mu     sync.Mutex
	script []Step
}

// Step is what the model does in one request: say a text, call tools, or both.
type Step struct {
	Text   string
	Calls  []Call
	Finish string // finish_reason; default "tool_calls" with calls, else "stop"
}

// Call is a tool call. Arguments is sent as it is.
type Call struct {
	Name      string
	Arguments string
}

// NewModel makes a model server that is not listening: it is an http.Handler.
func NewModel(o Options) (*Model, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	c, err := newCatalog()
	if err != nil {
		return nil, err
	}
	m := &Model{server: newServer(o, ModelKinds()), brain: newBrain(c, o.Now), pace: o.Pace}
	m.inspect, m.serve = m.read, m.answer
	return m, nil
}

// Script plays fixed steps, one a request, in the place of the brain; when all
// are played the brain is back. It replaces what is left of an earlier script.
func (m *Model) Script(steps ...Step) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.script = steps
}

func (m *Model) scripted() (Step, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.script) == 0 {
		return Step{}, false
	}
	s := m.script[0]
	m.script = m.script[1:]
	return s, true
}

func (m *Model) read(r *http.Request, body []byte) request {
	asked := request{path: r.URL.Path, body: body}
	var named struct {
		Model string `json:"model"`
	}
	if json.Unmarshal(body, &named) == nil {
		asked.model = named.Model
	}
	return asked
}

func (m *Model) answer(v *visit) bool {
	switch v.r.URL.Path {
	case "/v1/models":
		return v.send(object(http.StatusOK, fields{"object": "list", "data": []fields{
			{"id": "demo", "object": "model", "created": 1735689600, "owned_by": "simulated"},
		}}))
	case "/v1/chat/completions":
		if v.r.Method == http.MethodPost {
			return m.complete(v)
		}
		return v.send(modelError(http.StatusMethodNotAllowed, "invalid_request_error", "Only POST requests are accepted."))
	}
	return v.send(modelError(http.StatusNotFound, "invalid_request_error", "Unknown request URL: "+v.r.Method+" "+v.r.URL.Path))
}

func modelError(status int, kind, message string) reply {
	return object(status, fields{"error": fields{"message": message, "type": kind, "param": nil, "code": nil}})
}

// complete answers one model step.
func (m *Model) complete(v *visit) bool {
	var asked chatRequest
	if err := json.Unmarshal(v.body, &asked); err != nil {
		return v.send(modelError(http.StatusBadRequest, "invalid_request_error", "We could not parse the JSON body of your request: "+err.Error()))
	}
	if len(asked.Messages) == 0 {
		return v.send(modelError(http.StatusBadRequest, "invalid_request_error", "[] is too short - 'messages'"))
	}
	if strings.HasPrefix(asked.Model, benchPrefix) {
		return m.bench(v, asked)
	}
	if v.fault.Kind == Status && v.fault.Body == "" {
		v.fault.Body = string(modelError(0, "server_error", "The server had an error while processing your request (simulated).").body)
	}
	step, ok := m.scripted()
	if !ok {
		step = m.brain.step(asked)
	}
	out := m.outcome(asked, step)
	if !asked.Stream {
		return v.send(object(http.StatusOK, out.whole()))
	}
	return m.stream(v, out)
}

// outcome is a step with all that its wire form needs.
type outcome struct {
	Step
	asked chatRequest
	id    string
	made  int64
	calls []wireCall
	usage usage
}

func (m *Model) outcome(asked chatRequest, s Step) outcome {
	n := m.count.Add(1)
	out := outcome{Step: s, asked: asked, id: fmt.Sprintf("chatcmpl-sim-%d", n), made: m.now().Unix()}
	if out.Finish == "" {
		out.Finish = "stop"
		if len(s.Calls) > 0 {
			out.Finish = "tool_calls"
		}
	}
	said := len(s.Text)
	for i, c := range s.Calls {
		out.calls = append(out.calls, wireCall{
			Index: i, ID: fmt.Sprintf("call_sim_%d_%d", n, i), Type: "function",
			Function: wireFunction(c),
		})
		said += len(c.Name) + len(c.Arguments)
	}
	for _, msg := range asked.Messages {
		out.usage.Prompt += len(msg.Content)/4 + 4
	}
	out.usage.Completion = said/4 + 1
	out.usage.Total = out.usage.Prompt + out.usage.Completion
	return out
}
