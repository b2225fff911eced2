package model

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"quotewire/internal/sim/wire"
)

// refusal is what a server answers to a request that it does not take. refused
// is false for one that it takes.
type refusal func(received) (rep wire.Reply, refused bool)

// refusal is the first that a request meets. That a call is answered is asked by
// every dialect, as every real server does.
func (d dialect) refusal(r received) (wire.Reply, bool) {
	if d.name == "" {
		return wire.Reply{}, false
	}
	for _, refuses := range slices.Concat([]refusal{unansweredCalls}, d.refuses) {
		if rep, refused := refuses(r); refused {
			return rep, true
		}
	}
	return wire.Reply{}, false
}

func refuse(status int, body any) (wire.Reply, bool) { return wire.JSON(status, body), true }

// fault is a refusal in OpenAI's form.
func fault(status int, format string, args ...any) (wire.Reply, bool) {
	return modelError(status, "invalid_request_error", fmt.Sprintf(format, args...)), true
}

func taken() (wire.Reply, bool) { return wire.Reply{}, false }

func unansweredCalls(r received) (wire.Reply, bool) {
	open := map[string]int{}
	for i, m := range r.asked.Messages {
		if m.Role == "tool" {
			if _, ok := open[m.ToolCallID]; !ok {
				return fault(400, "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls' (messages.[%d].tool_call_id).", i)
			}
			delete(open, m.ToolCallID)
			continue
		}
		if len(open) > 0 {
			break
		}
		for _, c := range m.ToolCalls {
			if _, ok := open[c.ID]; ok || c.ID == "" {
				return fault(400, "Invalid 'messages[%d].tool_calls': id %q is empty or given twice.", i, c.ID)
			}
			open[c.ID] = i
		}
	}
	if len(open) > 0 {
		return fault(400, "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: %s",
			strings.Join(slices.Sorted(maps.Keys(open)), ", "))
	}
	return taken()
}

// without refuses a request that has a field.
func without(field string, status int, body any) refusal {
	return func(r received) (wire.Reply, bool) {
		if _, has := r.fields[field]; has {
			return refuse(status, body)
		}
		return taken()
	}
}

// openAIError is the body of a refusal in OpenAI's form.
func openAIError(message, parameter string) fields {
	body := fields{"message": message, "type": "invalid_request_error", "param": nil, "code": nil}
	if parameter != "" {
		body["param"] = parameter
	}
	return fields{"error": body}
}

// Fields that Mistral's server knows.
func mistralKnows(place string) []string {
	return map[string][]string{
		"request": {"model", "messages", "tools", "tool_choice", "stream", "temperature", "top_p", "max_tokens", "stop", "random_seed", "response_format", "parallel_tool_calls"},
		"message": {"role", "content", "tool_calls", "tool_call_id", "name", "prefix"},
		"call":    {"id", "type", "function", "index"},
	}[place]
}

// onlyKnownFields is Mistral's refusal of all others, by their place.
func onlyKnownFields(r received) (wire.Reply, bool) {
	odd := oddField(r.fields, "request", "body")
	for i, m := range r.messages {
		place := []any{"body", "messages", i}
		odd = append(odd, oddField(m, "message", place...)...)
		for n, c := range m.calls() {
			odd = append(odd, oddField(c, "call", append(place, "tool_calls", n)...)...)
		}
	}
	if len(odd) == 0 {
		return taken()
	}
	return refuse(422, fields{"object": "error", "message": fields{"detail": odd}, "type": "invalid_request_error", "param": nil, "code": nil})
}

func oddField(f rawFields, kind string, place ...any) (details []fields) {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if !slices.Contains(mistralKnows(kind), name) {
			where := append(slices.Clone(place), name)
			details = append(details, fields{"type": "extra_forbidden", "loc": where, "msg": "Extra inputs are not permitted", "input": f[name]})
		}
	}
	return details
}

// contentRequired is how Mistral's server misses a content.
func contentRequired(r received) (wire.Reply, bool) {
	for i, m := range r.messages {
		if _, has := m["content"]; !has {
			detail := fields{"type": "missing", "loc": []any{"body", "messages", i, "content"}, "msg": "Field required", "input": m}
			return refuse(422, fields{"object": "error", "message": fields{"detail": []fields{detail}}, "type": "invalid_request_error", "param": nil, "code": nil})
		}
	}
	return taken()
}

var nineLetters = regexp.MustCompile(`^[a-zA-Z0-9]{9}$`)

// nineLetterIDs is Mistral's refusal of all other ids.
func nineLetterIDs(r received) (wire.Reply, bool) {
	for _, m := range r.asked.Messages {
		ids := []string{}
		if m.ToolCallID != "" {
			ids = append(ids, m.ToolCallID)
		}
		for _, c := range m.ToolCalls {
			ids = append(ids, c.ID)
		}
		for _, id := range ids {
			if !nineLetters.MatchString(id) {
				return refuse(400, fields{"object": "error", "type": "invalid_function_call", "param": nil, "code": "3280",
					"message": "Tool call id was " + id + " but must be a-z, A-Z, 0-9, with a length of 9."})
			}
		}
	}
	return taken()
}

// toolUseFailed is what Groq says when a model calls a tool that it must not.
func toolUseFailed() wire.Reply {
	return wire.JSON(400, fields{"error": fields{"message": "Tool choice is none, but model called a tool", "type": "invalid_request_error", "code": "tool_use_failed"}})
}

// contentPresent is what Rust's servers ask of a message, in text.
func contentPresent(r received) (wire.Reply, bool) {
	for i, m := range r.messages {
		if _, has := m["content"]; !has {
			return wire.Text(422, fmt.Sprintf("Failed to deserialize the JSON body into the target type: messages[%d]: missing field `content` at line 1 column %d", i, 100*i+99)), true
		}
	}
	return taken()
}

// contentNotNull refuses null and nothing.
func contentNotNull(r received) (wire.Reply, bool) {
	for _, m := range r.messages {
		if raw, has := m["content"]; !has || string(raw) == "null" {
			return refuse(400, fields{"error": "Invalid 'content': 'content' field must be a string or an array of objects. Got 'null'."})
		}
	}
	return taken()
}

// contentNotEmpty refuses a text without letters.
func contentNotEmpty(r received) (wire.Reply, bool) {
	for i, m := range r.messages {
		if raw, has := m["content"]; has && string(raw) != "null" && strings.TrimSpace(string(r.asked.Messages[i].Content)) == "" {
			return refuse(400, fields{"message": fmt.Sprintf("The text field in the ContentBlock object at messages.%d.content.0 is blank. Add text to the text field, and try again.", i)})
		}
	}
	return taken()
}

// sealedCalls is Gemini's refusal of calls of this answer without their
// signature, which the first of each step has.
func sealedCalls(r received) (wire.Reply, bool) {
	for step, at := range r.turn.steps {
		first := r.messages[at].calls()[0]
		var extra struct {
			Google struct {
				Signature string `json:"thought_signature"`
			} `json:"google"`
		}
		name := r.asked.Messages[at].ToolCalls[0].Function.Name
		if raw := first["extra_content"]; json.Unmarshal(raw, &extra) != nil || extra.Google.Signature != signature(r.turn.question, step, name) {
			return refuse(400, []fields{{"error": fields{"code": 400, "status": "INVALID_ARGUMENT",
				"message": "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call `default_api:" + name + "`, position " + fmt.Sprint(at+1) + "."}}})
		}
	}
	return taken()
}

// thoughtsBack wants the thoughts of this answer's calls back in a field.
func thoughtsBack(field, message string) refusal {
	return func(r received) (wire.Reply, bool) {
		for step, at := range r.turn.steps {
			if r.messages[at].text(field) != callThought(r.turn.question, step) {
				return fault(400, message, at)
			}
		}
		return taken()
	}
}

// noOldThoughts refuses those of earlier answers.
func noOldThoughts(r received) (wire.Reply, bool) {
	for i, m := range r.messages[:max(0, r.turn.at)] {
		if _, has := m["reasoning_content"]; has {
			return fault(400, "The reasoning_content of messages[%d] is of an earlier turn and must not be part of the input.", i)
		}
	}
	return taken()
}

// detailsBack wants the thoughts of this answer's calls back as OpenRouter sent
// them: all of them, in their order. Pieces may have been put together.
func detailsBack(r received) (wire.Reply, bool) {
	for step, at := range r.turn.steps {
		var sent []fields
		for _, delta := range inDetails(callThought(r.turn.question, step)) {
			sent = append(sent, delta["reasoning_details"].([]fields)...)
		}
		want, err := json.Marshal(sent)
		if err == nil && reflect.DeepEqual(assembled(want), assembled(r.messages[at]["reasoning_details"])) {
			continue
		}
		return refuse(400, fields{"error": fields{"message": "Provider returned error", "code": 400, "metadata": fields{
			"provider_name": "Simulated",
			"raw":           fmt.Sprintf("messages.%d.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking block.", at),
		}}})
	}
	return taken()
}

// assembled is a list of details in which pieces of one are one.
func assembled(raw json.RawMessage) (whole []fields) {
	var pieces []fields
	if json.Unmarshal(raw, &pieces) != nil {
		return nil
	}
	for _, p := range pieces {
		maps.DeleteFunc(p, func(_ string, value any) bool { return value == nil })
		last := len(whole) - 1
		if last < 0 || whole[last]["type"] != p["type"] || whole[last]["index"] != p["index"] {
			whole = append(whole, p)
			continue
		}
		for name, value := range p {
			before, _ := whole[last][name].(string)
			if text, ok := value.(string); ok && (name == "text" || name == "data") {
				value = before + text
			}
			whole[last][name] = value
		}
	}
	return whole
}
