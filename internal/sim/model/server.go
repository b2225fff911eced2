// Package model is a simulated OpenAI-compatible model server, in the dialects of
// many. What it says is said by a chatbot.
package model

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"quotewire/internal/sim/chatbot"
	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// Server is a simulated OpenAI-compatible model server. It answers
// POST /v1/chat/completions and GET /v1/models. Which model is asked for does
// not matter, but a name that begins with "bench:" (bench.go) or with "dialect:"
// (dialect.go).
type Server struct {
	wire.Server
	bot   *chatbot.Bot
	pace  time.Duration
	count atomic.Int64

	mu     sync.Mutex
	script []chatbot.Step
	loads  map[string]time.Time // when a dialect's model began to load
}

// New makes a model server that is not listening: it is an http.Handler.
func New(o wire.Options) (*Server, error) {
	c, err := facts.NewCatalog()
	if err != nil {
		return nil, err
	}
	m := &Server{pace: o.Pace, loads: make(map[string]time.Time)}
	m.bot = chatbot.New(c, m.Now)
	m.Server, err = wire.NewServer(o, Kinds(), m.read, m.answer)
	return m, err
}

// Script plays fixed steps, one a request, in the place of the bot; when all
// are played the bot is back. It replaces what is left of an earlier script.
func (m *Server) Script(steps ...chatbot.Step) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.script = steps
}

func (m *Server) scripted() (chatbot.Step, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.script) == 0 {
		return chatbot.Step{}, false
	}
	s := m.script[0]
	m.script = m.script[1:]
	return s, true
}

func (m *Server) read(r *http.Request, body []byte) wire.Asked {
	asked := wire.Asked{Path: r.URL.Path, Body: body}
	var named struct {
		Model string `json:"model"`
	}
	if json.Unmarshal(body, &named) == nil {
		asked.Model = named.Model
	}
	return asked
}

func (m *Server) answer(v *wire.Visit) bool {
	switch v.Request.URL.Path {
	case "/v1/models":
		return v.Send(wire.JSON(http.StatusOK, fields{"object": "list", "data": listedModels()}))
	case "/v1/chat/completions":
		if v.Request.Method == http.MethodPost {
			return m.complete(v)
		}
		return v.Send(modelError(http.StatusMethodNotAllowed, "invalid_request_error", "Only POST requests are accepted."))
	}
	return v.Send(modelError(http.StatusNotFound, "invalid_request_error", "Unknown request URL: "+v.Request.Method+" "+v.Request.URL.Path))
}

func modelError(status int, kind, message string) wire.Reply {
	return wire.JSON(status, fields{"error": fields{"message": message, "type": kind, "param": nil, "code": nil}})
}

// complete answers one model step.
func (m *Server) complete(v *wire.Visit) bool {
	var asked chatbot.Request
	if err := json.Unmarshal(v.Body, &asked); err != nil {
		return v.Send(modelError(http.StatusBadRequest, "invalid_request_error", "We could not parse the JSON body of your request: "+err.Error()))
	}
	if len(asked.Messages) == 0 {
		return v.Send(modelError(http.StatusBadRequest, "invalid_request_error", "[] is too short - 'messages'"))
	}
	if strings.HasPrefix(asked.Model, benchPrefix) {
		return m.bench(v, asked)
	}
	if v.Fault.Kind == wire.Status && v.Fault.Body == "" {
		v.Fault.Body = string(modelError(0, "server_error", "The server had an error while processing your request (simulated).").Body)
	}
	return m.speak(v, asked)
}

// speak answers in the dialect that the model's name asks for.
func (m *Server) speak(v *wire.Visit, asked chatbot.Request) bool {
	d, load, err := dialectOf(asked.Model)
	if err != nil {
		return v.Send(modelError(http.StatusNotFound, "invalid_request_error", err.Error()))
	}
	r := receive(v.Body, asked)
	if rep, refused := d.refusal(r); refused {
		return v.Send(rep)
	}
	if answered, complete := m.warm(v, d, load); answered {
		return complete
	}
	r.asked = d.reads(r)
	step, scripted := m.scripted()
	if !scripted {
		step = d.step(m.bot, r)
	}
	if len(step.Calls) > 0 && asked.ToolChoice == "none" && !d.deaf && !scripted {
		return v.Send(toolUseFailed())
	}
	out := m.outcome(r, d, step)
	if !asked.Stream || d.body.whole {
		return v.Send(wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "application/json"}, Body: encoded(out.whole())})
	}
	return m.stream(v, out)
}

// listedModels is what the server says of the models that it has.
func listedModels() []fields {
	all := []fields{}
	listed := append([]dialect{{}}, dialects()...)
	for i, name := range Models() {
		all = append(all, over(listed[i].listed, fields{"id": name, "object": "model", "created": 1735689600, "owned_by": "simulated"}))
	}
	return all
}

// outcome is a step with all that its wire form needs.
type outcome struct {
	chatbot.Step
	dialect dialect
	asked   chatbot.Request
	turn    turn
	thought string
	id      string
	made    int64
	calls   []placed
	usage   usage
}

func (m *Server) outcome(r received, d dialect, s chatbot.Step) outcome {
	n := m.count.Add(1)
	if d.calls.merged {
		s.Calls = merge(s.Calls)
	}
	out := outcome{
		Step: s, dialect: d, asked: r.asked, turn: r.turn, thought: thoughtOf(s, r.turn.question, len(r.turn.steps)),
		id: fmt.Sprintf("chatcmpl-sim-%d", n), made: m.Now().Unix(),
	}
	if out.Finish == "" {
		out.Finish = "stop"
		if len(s.Calls) > 0 {
			out.Finish = cmp.Or(d.reason, "tool_calls")
		}
	}
	said := len(s.Text)
	for i, c := range s.Calls {
		out.calls = append(out.calls, placed{Call: c, id: fmt.Sprintf("call_sim_%d_%d", n, i), at: i, before: r.turn.calls})
		said += len(c.Name) + len(c.Arguments)
	}
	out.usage.Prompt = d.counted(r)
	out.usage.Completion = said/4 + 1
	out.usage.Total = out.usage.Prompt + out.usage.Completion
	return out
}
