package llmtest

import (
	"io"
	"maps"
	"net/http"
	"strings"

	"quotewire/internal/llm"
)

// Step is how one request is answered.
type Step struct{ run func(*play) }

// Play is an answer put together from parts: headers of an event stream, then
// the parts in order, each flushed, then the end of the body.
func Play(parts ...Part) Step {
	return Step{func(p *play) {
		p.start()
		for _, part := range parts {
			if !part(p) {
				return
			}
		}
	}}
}

// Text is a complete answer: text in chunks of size bytes (0: in one), the
// finish reason, the usage, [DONE].
func Text(text string, size int) Step {
	return Play(Role(), Say(text, size), Finish(llm.FinishStop), Tokens(10, pieces(text, size)), Done())
}

// Reasoning is a complete answer that thinks first.
func Reasoning(thought, text string, size int) Step {
	return Play(Role(), Think(thought, size), Say(text, size), Finish(llm.FinishStop),
		Tokens(10, pieces(thought, size)+pieces(text, size)), Done())
}

// Calls is a complete answer that calls tools, the arguments in small pieces.
func Calls(calls ...llm.ToolCall) Step {
	parts := []Part{Role()}
	for i, call := range calls {
		parts = append(parts, Call(i, call, 5))
	}
	return Play(append(parts, Finish(llm.FinishToolCalls), Tokens(10, 5*len(calls)), Done())...)
}

// Status is an answer that is no stream.
func Status(code int, header http.Header, body string) Step {
	return Step{func(p *play) {
		maps.Copy(p.w.Header(), header)
		p.w.WriteHeader(code)
		io.WriteString(p.w, body) // an error means that the client left
	}}
}

// Raw is an event stream of exactly these bytes, each piece flushed by itself,
// and the end of the body.
func Raw(pieces ...string) Step {
	parts := make([]Part, len(pieces))
	for i, piece := range pieces {
		parts[i] = Bytes(piece)
	}
	return Play(parts...)
}

// Hang never answers: no headers, until the client leaves.
func Hang() Step { return Step{func(p *play) { p.linger(nil) }} }

// Stall says text in one chunk and then nothing, until the client leaves. With
// no text it sends its headers only.
func Stall(text string) Step {
	if text == "" {
		return Play(Silence())
	}
	return Play(Role(), Say(text, 0), Silence())
}

// ResetEarly breaks the connection (RST) instead of an answer.
func ResetEarly() Step { return Step{func(p *play) { p.reset() }} }

// Reset says text in one chunk and breaks the connection (RST).
func Reset(text string) Step { return Play(Role(), Say(text, 0), RST()) }

// CutEOF says text in one chunk and ends the body, without a finish reason.
func CutEOF(text string) Step { return Play(Role(), Say(text, 0)) }

// Func answers with h. The request's body was read; the Request has it.
func Func(h http.HandlerFunc) Step { return Step{func(p *play) { h(p.w, p.r) }} }

// After waits for gate, closed or sent to, before step.
func After(gate <-chan struct{}, step Step) Step {
	return Step{func(p *play) {
		if p.linger(gate) {
			step.run(p)
		}
	}}
}

// Models answers GET /models with these.
func Models(ids ...string) http.HandlerFunc {
	models := make([]string, len(ids))
	for i, id := range ids {
		models[i] = `{"id":` + quote(id) + `,"object":"model"}`
	}
	body := `{"object":"list","data":[` + strings.Join(models, ",") + `]}`
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, body) // an error means that the client left
	}
}
